"""The words that random documents are made of: names that meet each other, Python or generated code, texts and numbers."""

from __future__ import annotations

from collections.abc import Mapping


def _words(text: str) -> list[str]:
    return text.split()


COMPONENT_NAMES = (
    *_words("""
    Pet pet PET Dog Order OrderItem order_item order-item Order.Item User Node Tree Model Client
    AsyncClient datetime Any UUID Literal list object str type int Decimal models codec DecodeError
    UnknownVariant ExtraFields OpenStrEnum TypeAlias Error None class import self 401k 3 _ __ - . a.b
    x__y Response T APIError NotFoundError errors decode_pet Pet1 Pet2 TYPE_CHECKING dict bool Codec
        """),
    *("über", "名前"),
)
ODD_COMPONENT_NAMES = (
    *_words("""
    a/b a~b 100% # a#b %41 {x} $ref
        """),
    *("", "a b", "a\u2028b", "\U0001f600", '"""', "\\"),
)
KEYS = (
    *_words("""
    id name type kind value items date list str int object bool dict float class def import None True
    self cls match type_ class_ class__ _class async 401k $ref $ @type a-b a_b a.b aB AB ab Ab a__b _ __
    - to_dict from_dict to_json from_json replace fields_set extra_fields extraFields copy __class__
    __dict__ __init__ __slots__ __annotations__ _x x_ model data extra raw datetime UUID Any Literal
    Decimal Model T key item known K property additionalProperties createdAt created_at vars getattr
    is_known tag mro status
        """),
    *("", " ", "a b", "über", "ﬁ", "名前"),
)
TEXTS = (
    *_words("""
    a b A text 0 1 true null xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
        """),
    *("", "naïve ☃", "line\nbreak", '"', "\\", "\x00", "\u2028", "\U0001f600"),
)
ENUM_TEXTS = (
    *_words("""
    a A b +1 -1 1 1.0 name value mro _arabic_ __dd.conversion title NAME None true class a-b a_b
    __init__ _ __ is_known * $ lower
        """),
    *("", "a b", "é", "日本", "x\ny"),
)
FORMATS: Mapping[str, tuple[str, ...]] = {
    "date-time": (
        "2024-02-29T12:00:00Z",
        "2024-01-01T00:00:00.000Z",
        "1999-12-31T23:59:59.123456+05:30",
        "2024-01-01t00:00:00z",
    ),
    "date": ("2024-02-29", "0001-01-01"),
    "time": ("12:00:00Z", "23:59:59.5+01:00"),
    "uuid": ("6f9619ff-8b86-d011-b42d-00c04fc964ff", "6F9619FF-8B86-D011-B42D-00C04FC964FF"),
    "byte": ("aGVsbG8=", "", "AA=="),
    "decimal": ("1.50", "-0", "1E+3"),
    "duration": ("P1DT2H",),
    "binary": ("abc",),
    "uri": ("https://example.com/a?b=c",),
    "email": ("a@example.com",),
    "password": ("secret",),
    "made-up": ("whatever",),
}
PROSE = (
    "Said of it.",
    "",
    "Two\nlines.",
    'Quotes """ and \\ and {{ braces }}.',
    "`code` *stars* <b>",
    "# coding: x\r\n\u2028end",
    "\\",
)
VERSIONS = ("3.0.3", "3.1.0", "3.1.1", "3.2.0")
NUMBERS = (0, 1, -1, 7, 2**53 + 1, 2**70, 0.0, 1.0, -0.5, 1e300, 1e-7, 3.25)


TITLES = ("Thing", "A thing", "class", "", "Pet", "not an: identifier!", "x" * 80, "Response")
