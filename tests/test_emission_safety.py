"""Text of a document is data: a canary in every scalar and key changes constants and names of the generated code, nothing else.

The same document is generated twice, once with the canary and once with a harmless twin of the same length in its place; the syntax
trees must be equal but for constants and names.
"""

from __future__ import annotations

import ast
import contextlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from codegen.cli import main
from codegen.python.code.text import string_literal
from codegen.python.names import words
from tests import golden

ENDS = "\n \r \r\n \x0b \x0c \x1c \x1d \x1e \x85 \u2028 \u2029"
CANARY = (
    '"quotes\' """triple""" \'\'\'single\'\'\' \\ \\" \\\\ \\n \\N{DASH} {braces} {{ 7 * 7 }} {% raw %} {# no #} ${x} %s %(x)s '
    f"\u202e bidi \u2066 \x00 \x1b[31m \x7f \ue000 \ufeff {ENDS} import os # -*- coding: rot13 -*- <script>alert(1)</script> "
    "--> ]]> </details> ``` [link](javascript:x) | cell | \\"
)
KEY = "key\"'\\{{ x }}{% y %}\n\r\x0b\x0c\x85\u2028\u202e\x00# -*- coding: rot13 -*-"
SURROGATE = "\ud800"

UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ue000-\uf8ff\ufeff]"
)


def document(text: str, key: str) -> dict[str, Any]:
    """A document that uses every construct, with `text` in each scalar that may hold any text and `key` in each such key.

    Names that two things must agree on are made distinct by a number.
    """

    def described(schema: dict[str, Any]) -> dict[str, Any]:
        return {"title": text, "description": text, "examples": [text, {key: text}], "x-other": text} | schema

    def ref(name: str) -> dict[str, Any]:
        return {"description": text, "$ref": f"#/components/schemas/{name}"}

    def tagged(value: str, **more: Any) -> dict[str, Any]:
        tag = {f"{key} tag": {"type": "string", "const": value}}
        return described({"type": "object", "required": [f"{key} tag"], "properties": tag | more})

    schemas: dict[str, Any] = {
        f"Record {key}": described(
            {
                "type": "object",
                "deprecated": True,
                "required": [f"{key} 1", f"{key} 2"],
                "properties": {
                    f"{key} 1": described({"type": "string", "minLength": 1, "pattern": text}),
                    f"{key} 2": described({"const": text}),
                    f"{key} 3": described({"type": "string", "default": text}),
                    f"{key} 4": described(
                        {"type": "string", "enum": [f"{text} a", f"{text} b"], "default": f"{text} a"}
                    ),
                    f"{key} 5": described({"type": "string", "format": text}),
                    f"{key} 6": described({"type": "string", "format": "date-time"}),
                    f"{key} 7": described(
                        {
                            "type": "array",
                            "items": described(
                                {
                                    "type": "integer",
                                    "enum": [1, 2],
                                    "x-enum-varnames": [f"{key} x", f"{key} y"],
                                    "x-enum-descriptions": [text, text],
                                }
                            ),
                        }
                    ),
                    f"{key} 8": described(
                        {
                            "type": "object",
                            "additionalProperties": described({"type": "object", "properties": {key: {}}}),
                        }
                    ),
                    f"{key} 9": described(
                        {
                            "oneOf": [
                                {"const": f"{text} m", "title": f"{key} m", "description": text},
                                {"const": f"{text} n", "title": f"{key} n"},
                            ]
                        }
                    ),
                    f"{key} 10": described(
                        {"type": "array", "prefixItems": [{"type": "string"}, ref("Union")], "items": False}
                    ),
                    f"{key} 11": described({"type": ["string", "null"], "readOnly": True, "contentEncoding": text}),
                    f"{key} 12": described({"enum": [text, 1, True]}),
                    f"{key} 13": described({"type": "string", "enum": [text]}),
                    f"{key} 14": described({"type": "boolean", "default": text}),
                },
                "patternProperties": {key: {}},
                "additionalProperties": ref("Union"),
            }
        ),
        "Union": described(
            {
                "oneOf": [ref("First"), ref("Second")],
                "discriminator": {
                    "propertyName": f"{key} tag",
                    "mapping": {f"{text} 1": "First", f"{text} 2": "Second"},
                },
            }
        ),
        "First": tagged(f"{text} 1"),
        "Second": tagged(f"{text} 2", rest={"type": "string"}),
        "Keys": described(
            {
                "anyOf": [
                    {"title": f"{key} p", "type": "object", "required": [f"{key} 1"], "properties": {f"{key} 1": {}}},
                    {"title": f"{key} q", "type": "object", "required": [f"{key} 2"], "properties": {f"{key} 2": {}}},
                    {"type": "string", "description": text},
                ]
            }
        ),
        "Merged": described(
            {"allOf": [ref("First"), {"properties": {f"{key} merged": described({"type": "integer"})}}]}
        ),
        f"Enum {key}": described({"type": "string", "enum": [f"{text} 1", f"{text} 2", f"{text} 3"]}),
        f"Alias {key}": described({"type": "array", "items": ref("Keys")}),
        f"Map {key}": described({"type": "object", "additionalProperties": ref("Keys")}),
        f"Text {key}": described({"type": "string"}),
    }

    def content(schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "application/json": {
                "schema": schema,
                "examples": {key: {"summary": text, "description": text, "value": text}},
            }
        }

    def parameter(name: str, where: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {
            "name": name,
            "in": where,
            "description": text,
            "required": where == "path",
            "schema": described(schema),
        } | more

    segment = re.sub(r"[/{}?#]", " ", key)
    operation: dict[str, Any] = {
        "operationId": f"get {key}",
        "tags": [f"tag {key}"],
        "summary": text,
        "description": text,
        "externalDocs": {"url": text, "description": text},
        "parameters": [
            parameter(f"{segment} 1", "path", {"type": "string"}),
            parameter(f"{key} 2", "query", {"type": "string", "default": text}),
            parameter(
                f"{key} 3", "query", {"type": "array", "items": {"type": "string", "enum": [f"{text} a", f"{text} b"]}}
            ),
            parameter("X-Header", "header", {"type": "string"}),
        ],
        "requestBody": {"description": text, "required": True, "content": content(ref("Union"))},
        "responses": {
            "200": {
                "description": text,
                "content": content(ref("Union")),
                "headers": {"X-Header": {"description": text, "schema": described({"type": "string"})}},
            },
            "404": {
                "description": text,
                "content": content(described({"type": "object", "properties": {key: {"type": "string"}}})),
            },
        },
        "security": [{"scheme": []}],
    }
    return {
        "openapi": "3.1.1",
        "info": {
            "title": text,
            "summary": text,
            "description": text,
            "version": text,
            "contact": {"name": text, "email": text},
            "license": {"name": text},
        },
        "tags": [{"name": f"tag {key}", "description": text}],
        "servers": [
            {
                "url": "https://{variable}.example.com",
                "description": text,
                "variables": {"variable": {"default": "a", "description": text}},
            }
        ],
        "paths": {f"/v1/{segment}/{{{segment} 1}}": {"post": operation}},
        "components": {
            "schemas": schemas,
            "securitySchemes": {"scheme": {"type": "apiKey", "in": "header", "name": "X-Key", "description": text}},
        },
    }


def generate(folder: Path, text: str, key: str, formatter: str) -> dict[str, str]:
    """The package's files. The document stands under the same path in every run, for headers show it."""
    folder.mkdir()
    (folder / "document.json").write_text(json.dumps(document(text, key)))
    with contextlib.chdir(folder):
        assert (
            main(["generate", "document.json", "--package", "made", "--output", "out", "--formatter", formatter]) == 0
        )
    return golden.texts(folder / "out" / "made")


@pytest.mark.parametrize("formatter", ["black", "none"])
@pytest.mark.parametrize(
    ("text", "key"),
    [
        (CANARY, KEY),
        (SURROGATE + CANARY, KEY + SURROGATE),
        ("a" + ENDS + "b", "k" + ENDS),
        ('"""', '"""'),
        ("\\", "\\"),
    ],
    ids=["canary", "surrogate", "line ends", "triple quote", "backslash"],
)
def test_text_stays_data(text: str, key: str, formatter: str, tmp_path: Path) -> None:
    hostile = generate(tmp_path / "hostile", text, key, formatter)
    harmless = generate(tmp_path / "harmless", harmless_text(text), harmless_key(key), formatter)
    assert hostile.keys() == harmless.keys()
    for path, source in hostile.items():
        if path != "_manifest.json":
            assert source.split("\n")[:2] == harmless[path].split("\n")[:2], f"text of the document opens {path}"
        assert not [f"{path}: {found[0]!r}" for found in UNSAFE.finditer(source)]
        if path.endswith(".py"):
            assert skeleton(source) == skeleton(harmless[path]), path


def test_canary_arrives(tmp_path: Path) -> None:
    """The canary is in the constants of the code, character by character: where it is not printed, nothing is proved."""
    files = generate(tmp_path / "hostile", CANARY, KEY, "black")
    constants = {node.value for node in ast.walk(ast.parse(files["models.py"])) if isinstance(node, ast.Constant)}
    assert {CANARY, f"{CANARY} 1", f"{CANARY} a"} <= constants
    constants = {node.value for node in ast.walk(ast.parse(files["_schema.py"])) if isinstance(node, ast.Constant)}
    assert {f"{KEY} 1", f"{KEY} tag", f"{CANARY} 1", f"{CANARY} 2"} <= constants


def test_markup_of_the_document_is_text_in_the_readme(tmp_path: Path) -> None:
    hostile = generate(tmp_path / "hostile", CANARY, KEY, "black")["README.md"]
    harmless = generate(tmp_path / "harmless", harmless_text(CANARY), harmless_key(KEY), "black")["README.md"]
    for mark in ("<", ">", "```", "](", "|", "-->"):
        assert unescaped(hostile, mark) == unescaped(harmless, mark), mark


def unescaped(text: str, mark: str) -> int:
    return len(re.findall(r"(?<!\\)" + re.escape(mark), text))


def skeleton(source: str) -> str:
    """The syntax tree without what may differ: constants keep their type alone, names nothing."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        for field, value in ast.iter_fields(node):
            if isinstance(node, ast.Constant):
                setattr(node, field, type(value).__name__)
            elif isinstance(value, str):
                setattr(node, field, "_")
    return ast.dump(tree, indent=1)


def harmless_text(text: str) -> str:
    """A twin whose literal is as long: layout may depend on length, which is no leak."""
    dots = ((character, len(string_literal(character)) - 2) for character in text)
    return "".join(character if character.isalnum() or character == " " else "." * width for character, width in dots)


def harmless_key(key: str) -> str:
    """A twin of the same words, so that it gets the same Python name, whose literal is as long."""
    plain = "-".join(words.split(key))
    return plain + "-" * (len(string_literal(key)) - len(string_literal(plain)))
