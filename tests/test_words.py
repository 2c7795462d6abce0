"""Spec names become words, and words identifiers."""

from __future__ import annotations

import pytest

from codegen.python.names import identifiers, words


@pytest.mark.parametrize(
    ("name", "snake", "pascal"),
    [
        ("createdAt", "created_at", "CreatedAt"),
        ("HTTPServer2", "http_server2", "HTTPServer2"),
        ("JSONSchema", "json_schema", "JSONSchema"),
        ("io.k8s.api.batch.v1.Job", "io_k8s_api_batch_v1_job", "IoK8sApiBatchV1Job"),
        ("File--Base", "file_base", "FileBase"),
        ("userIDs", "user_ids", "UserIDs"),
        ("OAuth2Token", "oauth2_token", "OAuth2Token"),
        ("DateCreated<", "date_created_lt", "DateCreatedLt"),
        ("files[0]", "files_0", "Files0"),
        ("v1.2", "v1_2", "V1_2"),
        ("naïve", "naïve", "Naïve"),
        ("nai\u0308ve", "naïve", "Naïve"),
        ("x\U0001f600", "x_u1f600", "XU1f600"),
        ("-1", "minus_1", "Minus1"),
        ("gpt-4o", "gpt_4o", "Gpt4o"),
    ],
)
def test_words(name: str, snake: str, pascal: str) -> None:
    assert (words.snake(words.split(name)), words.pascal(words.split(name))) == (snake, pascal)


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("tools", "tool"),
        ("categories", "category"),
        ("status", "status"),
        ("classes", "class"),
        ("indices", "index"),
        ("OutputItems", "OutputItem"),
        ("data", "data"),
        ("aliases", "alias"),
    ],
)
def test_singular(plural: str, singular: str) -> None:
    assert words.singular(plural) == singular


@pytest.mark.parametrize(
    ("key", "attribute"),
    [
        ("id", "id"),
        ("list", "list"),
        ("class", "class_"),
        ("401k", "field_401k"),
        ("$ref", "ref"),
        ("", "field"),
        ("to_dict", "to_dict_"),
        ("extra_fields", "extra_fields_"),
        ("_id", "id"),
        ("__class__", "class_"),
        ("None", "none"),
        ("additionalProperties", "additional_properties"),
        ("@type", "at_type"),
    ],
)
def test_attributes(key: str, attribute: str) -> None:
    assert identifiers.attribute(key) == attribute


@pytest.mark.parametrize(
    ("value", "member"),
    [
        ("in_progress", "IN_PROGRESS"),
        ("", "EMPTY"),
        ("401k", "VALUE_401K"),
        ("_arabic_", "ARABIC"),
        ("__dd.conversion", "DD_CONVERSION"),
        ("mro", "MRO"),
        ("+1", "PLUS_1"),
        ("-1", "MINUS_1"),
        ("...", "DOT_DOT_DOT"),
        ("☃", "U2603"),
    ],
)
def test_members(value: str, member: str) -> None:
    assert identifiers.member(value) == member
    assert not member.startswith("_")
    assert not member.endswith("_")


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("output_item", "OutputItem"),
        ("NOT_FOUND", "NotFound"),
        ("URL", "URL"),
        ("3d", "Model3d"),
        ("None", "None_"),
        ("list", "List"),
        ("io.k8s.api.batch.v1.Job", "IoK8sApiBatchV1Job"),
    ],
)
def test_type_names(key: str, name: str) -> None:
    assert identifiers.type_name(key) == name


def test_identifiers_are_judged_by_a_fixed_table() -> None:
    assert words.is_identifier("größe")
    assert not words.is_identifier("ﬁ")  # NFKC makes it two letters
    assert not words.is_identifier("class")
    assert not words.is_identifier("\U00010d4a")  # a letter since Unicode 16 only


def test_a_scope_numbers_as_the_last_resort() -> None:
    scope = identifiers.Scope()
    assert scope.first_free(["Foo", "FooBar"]) == "Foo"
    assert scope.first_free(["Foo", "FooBar"]) == "FooBar"
    assert scope.first_free(["Foo", "FooBar"]) == "Foo2"
    assert scope.first_free(["Foo"]) == "Foo3"
    assert scope.first_free(["name"]) == "name"
    assert scope.first_free(["name"]) == "name_2"
