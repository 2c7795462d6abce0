"""The Response that the benchmarks decode and encode: 8 KB of JSON, as an agent's answer after some research would be.

Twelve output items (reasoning, searches, function calls, messages with annotations) and two tools with nested JSON schemas; every
field is one that `spec/responses.yaml` knows, every enum value one that it lists.
"""

from __future__ import annotations

import json
from typing import Any

_SENTENCES = (
    "The two releases differ mostly in how they treat records that arrive late.",
    "Late records used to be dropped without a word; now they are kept apart and counted.",
    "Three teams measured the change and found no cost that they could tell from noise.",
    "Whoever relies on the old order of events has to sort them by their own time stamps.",
    "A switch brings the old behaviour back, but it will go with the next major release.",
)
_PLACES = ("oslo", "são paulo", "kyoto", "reykjavík", "nairobi", "quito")


def _citation(number: int) -> dict[str, Any]:
    return {
        "type": "url_citation",
        "url": f"https://docs.example.com/releases/{number}/notes",
        "title": f"Release notes, part {number}",
        "start_index": 40 * number,
        "end_index": 40 * number + 32,
    }


def _file_citation(number: int) -> dict[str, Any]:
    return {
        "type": "file_citation",
        "file_id": f"file_{number:024x}",
        "filename": f"report-{number}.pdf",
        "index": number,
    }


def _message(number: int, annotations: list[dict[str, Any]]) -> dict[str, Any]:
    text = " ".join(_SENTENCES[(number + offset) % len(_SENTENCES)] for offset in range(5))
    return {
        "type": "message",
        "id": f"msg_{number:024x}",
        "status": "completed",
        "role": "assistant",
        "content": [{"type": "output_text", "text": text, "annotations": annotations}],
    }


def _refusal(number: int) -> dict[str, Any]:
    refusal = "I can't name the people behind these measurements, because the report leaves their names out on purpose."
    return _message(number, []) | {"content": [{"type": "refusal", "refusal": refusal}]}


def _call(number: int) -> dict[str, Any]:
    arguments = {"place": _PLACES[number % len(_PLACES)], "days": number, "units": "metric"}
    return {
        "type": "function_call",
        "id": f"fc_{number:024x}",
        "call_id": f"call_{number:012x}",
        "name": "get_forecast",
        "arguments": json.dumps(arguments),
        "status": "completed",
    }


def _schema(kind: str, description: str) -> dict[str, Any]:
    return {"type": kind, "description": description}


def _tools() -> list[dict[str, Any]]:
    forecast = {
        "type": "object",
        "description": "Where and when.",
        "properties": {
            "place": _schema("string", "Name of a town, in any language."),
            "days": _schema("integer", "How many days ahead, from 0 to 14."),
            "units": {"type": "string", "description": "System of units.", "enum": ["metric", "imperial", None]},
            "area": {
                "type": "object",
                "description": "An area instead of a place.",
                "properties": {
                    "corners": {
                        "type": "array",
                        "description": "Corners of the area, in order.",
                        "items": {
                            "type": "object",
                            "properties": {
                                "lat": _schema("number", "Latitude."),
                                "lon": _schema("number", "Longitude."),
                            },
                            "required": ["lat", "lon"],
                            "additionalProperties": False,
                        },
                    }
                },
                "required": ["corners"],
                "additionalProperties": False,
            },
        },
        "required": ["place", "days"],
        "additionalProperties": False,
    }
    ticket = {
        "type": "object",
        "properties": {
            "title": _schema("string", "One line that says what is wrong."),
            "labels": {"type": "array", "items": {"type": "string", "enum": ["bug", "question", "wish"]}},
            "parent": {
                "type": "object",
                "properties": {"id": _schema("integer", "Number of the ticket.")},
                "required": ["id"],
            },
        },
        "required": ["title"],
        "additionalProperties": False,
    }
    return [
        {
            "type": "function",
            "name": "get_forecast",
            "description": "The weather to expect.",
            "parameters": forecast,
            "strict": True,
        },
        {
            "type": "function",
            "name": "open_ticket",
            "description": "Opens a ticket.",
            "parameters": ticket,
            "strict": False,
        },
    ]


def response() -> dict[str, Any]:
    """The Response as plain JSON data, new on every call."""
    return {
        "id": "resp_68b0c2f4a1f88190a2f60bb4f0c1e7d5",
        "object": "response",
        "created_at": 1756414708.25,
        "status": "completed",
        "background": False,
        "instructions": "Answer briefly, in plain words, and say where you know it from. Never guess; ask for what you are missing.",
        "max_output_tokens": 4096,
        "model": "research-large",
        "output": [
            {"type": "reasoning", "id": f"rs_{1:024x}", "status": "completed"},
            {"type": "web_search_call", "id": f"ws_{2:024x}", "status": "completed"},
            _message(3, [_citation(number) for number in range(1, 9)]),
            {"type": "file_search_call", "id": f"fs_{4:024x}", "status": "completed"},
            _message(5, [_file_citation(1), _file_citation(2)]),
            _call(6),
            _call(7),
            _call(8),
            _refusal(9),
            _message(10, [_citation(9), _file_citation(3), _citation(10)]),
            {"type": "code_interpreter_call", "id": f"ci_{11:024x}", "status": "completed"},
            _message(12, [_citation(11), _file_citation(4), _file_citation(5)]),
        ],
        "parallel_tool_calls": True,
        "previous_response_id": "resp_68b0c2e0b3a481909c6f8a1d2e3f4a5b",
        "reasoning": {"effort": "medium", "summary": "auto"},
        "service_tier": "default",
        "temperature": 0.7,
        "text": {"format": {"type": "text"}, "verbosity": "low"},
        "tool_choice": "auto",
        "tools": _tools(),
        "top_p": 0.95,
        "truncation": "disabled",
        "conversation": {"id": "conv_68b0c2d1f0e88190b7a6c5d4e3f2a1b0"},
        "usage": {
            "input_tokens": 5127,
            "input_tokens_details": {"cached_tokens": 2048},
            "output_tokens": 1893,
            "output_tokens_details": {"reasoning_tokens": 960},
            "total_tokens": 7020,
        },
        "user": "user-4711",
        "metadata": {"project": "release-notes", "attempt": 2, "tags": ["weekly", "draft"]},
    }


def response_bytes() -> bytes:
    """The Response as a server would send it: UTF-8, without blanks."""
    return json.dumps(response(), ensure_ascii=False, separators=(",", ":")).encode()
