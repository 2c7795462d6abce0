from __future__ import annotations

from typing import assert_type

from . import codec, models


def test_a_union_is_a_union_of_python_types() -> None:
    document = models.Document(id=7, content="text", flag=0.5)
    assert_type(document.id, str | int)
    assert_type(document.content, str | list[models.Part] | models.Part | models.UnknownVariant)
    assert document.to_dict() == {"id": 7, "content": "text", "flag": 0.5}
    assert codec.encode_content([models.Part(text="a")]) == [{"text": "a"}]
