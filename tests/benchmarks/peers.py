"""The same Response for the peers: models that someone who uses pydantic or msgspec would write by hand from the document.

Both use their library's fastest idiom for the listed values (`Literal`), so unlike the generated package they refuse values
that the document does not list, and drop keys that it does not know.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import msgspec
import pydantic

OutputItemType: TypeAlias = Literal[
    "message",
    "function_call",
    "reasoning",
    "web_search_call",
    "file_search_call",
    "computer_call",
    "code_interpreter_call",
    "image_generation_call",
    "local_shell_call",
    "mcp_call",
    "custom_tool_call",
]
ToolType: TypeAlias = Literal[
    "function",
    "file_search",
    "computer_use_preview",
    "web_search",
    "code_interpreter",
    "image_generation",
    "local_shell",
    "mcp",
    "custom",
]
AnnotationType: TypeAlias = Literal["file_citation", "url_citation", "container_file_citation", "file_path"]
ContentPartType: TypeAlias = Literal["output_text", "refusal"]
JSONSchemaType: TypeAlias = Literal["object", "array", "string", "number", "boolean", "integer", "null"]
Status: TypeAlias = Literal["completed", "failed", "in_progress", "cancelled", "queued", "incomplete"]
ToolChoice: TypeAlias = Literal["auto", "none", "required"]
Effort: TypeAlias = Literal["minimal", "medium", "high"]
TextFormatType: TypeAlias = Literal["text", "json_object", "json_schema"]
Verbosity: TypeAlias = Literal["low", "medium", "high"]
IncompleteReason: TypeAlias = Literal["max_output_tokens", "content_filter"]


class PydanticJSONSchema(pydantic.BaseModel):
    type: JSONSchemaType | None = None
    description: str | None = None
    properties: dict[str, PydanticJSONSchema] | None = None
    required: list[str] | None = None
    items: PydanticJSONSchema | None = None
    enum: list[Any] | None = None
    additional_properties: bool | None = pydantic.Field(default=None, alias="additionalProperties")


class PydanticTool(pydantic.BaseModel):
    type: ToolType
    name: str | None = None
    description: str | None = None
    parameters: PydanticJSONSchema | None = None
    strict: bool | None = None


class PydanticAnnotation(pydantic.BaseModel):
    type: AnnotationType
    file_id: str | None = None
    filename: str | None = None
    index: int | None = None
    url: str | None = None
    title: str | None = None
    start_index: int | None = None
    end_index: int | None = None


class PydanticContentPart(pydantic.BaseModel):
    type: ContentPartType
    text: str | None = None
    annotations: list[PydanticAnnotation] | None = None
    refusal: str | None = None


class PydanticOutputItem(pydantic.BaseModel):
    type: OutputItemType
    id: str | None = None
    content: list[PydanticContentPart] | None = None
    role: str | None = None
    status: str | None = None
    arguments: str | None = None
    call_id: str | None = None
    name: str | None = None


class PydanticError(pydantic.BaseModel):
    code: str | None = None
    message: str
    type: str | None = None


class PydanticIncompleteDetails(pydantic.BaseModel):
    reason: IncompleteReason | None = None


class PydanticConversation(pydantic.BaseModel):
    id: str


class PydanticReasoning(pydantic.BaseModel):
    effort: Effort | None = None
    generate_summary: str | None = None
    summary: str | None = None


class PydanticTextFormat(pydantic.BaseModel):
    type: TextFormatType
    name: str | None = None
    schema_: PydanticJSONSchema | None = pydantic.Field(default=None, alias="schema")
    description: str | None = None
    strict: bool | None = None


class PydanticText(pydantic.BaseModel):
    format: PydanticTextFormat | None = None
    verbosity: Verbosity | None = None


class PydanticInputTokensDetails(pydantic.BaseModel):
    cached_tokens: int | None = None


class PydanticOutputTokensDetails(pydantic.BaseModel):
    reasoning_tokens: int | None = None


class PydanticUsage(pydantic.BaseModel):
    input_tokens: int
    input_tokens_details: PydanticInputTokensDetails
    output_tokens: int
    output_tokens_details: PydanticOutputTokensDetails
    total_tokens: int | None = None


class PydanticResponse(pydantic.BaseModel):
    id: str
    created_at: float
    error: PydanticError | None = None
    incomplete_details: PydanticIncompleteDetails | None = None
    instructions: str | None = None
    metadata: dict[str, Any] | None = None
    model: str
    object: str
    output: list[PydanticOutputItem]
    parallel_tool_calls: bool
    temperature: float | None = None
    tool_choice: ToolChoice
    tools: list[PydanticTool]
    top_p: float | None = None
    background: bool | None = None
    conversation: PydanticConversation
    max_output_tokens: int | None = None
    max_tool_calls: int | None = None
    previous_response_id: str | None = None
    reasoning: PydanticReasoning | None = None
    service_tier: str | None = None
    status: Status | None = None
    text: PydanticText | None = None
    top_logprobs: int | None = None
    truncation: str | None = None
    user: str | None = None
    usage: PydanticUsage


class StructJSONSchema(msgspec.Struct, omit_defaults=True):
    type: JSONSchemaType | None = None
    description: str | None = None
    properties: dict[str, StructJSONSchema] | None = None
    required: list[str] | None = None
    items: StructJSONSchema | None = None
    enum: list[Any] | None = None
    additional_properties: bool | None = msgspec.field(default=None, name="additionalProperties")


class StructTool(msgspec.Struct, omit_defaults=True):
    type: ToolType
    name: str | None = None
    description: str | None = None
    parameters: StructJSONSchema | None = None
    strict: bool | None = None


class StructAnnotation(msgspec.Struct, omit_defaults=True):
    type: AnnotationType
    file_id: str | None = None
    filename: str | None = None
    index: int | None = None
    url: str | None = None
    title: str | None = None
    start_index: int | None = None
    end_index: int | None = None


class StructContentPart(msgspec.Struct, omit_defaults=True):
    type: ContentPartType
    text: str | None = None
    annotations: list[StructAnnotation] | None = None
    refusal: str | None = None


class StructOutputItem(msgspec.Struct, omit_defaults=True):
    type: OutputItemType
    id: str | None = None
    content: list[StructContentPart] | None = None
    role: str | None = None
    status: str | None = None
    arguments: str | None = None
    call_id: str | None = None
    name: str | None = None


class StructError(msgspec.Struct, omit_defaults=True):
    message: str
    code: str | None = None
    type: str | None = None


class StructIncompleteDetails(msgspec.Struct, omit_defaults=True):
    reason: IncompleteReason | None = None


class StructConversation(msgspec.Struct, omit_defaults=True):
    id: str


class StructReasoning(msgspec.Struct, omit_defaults=True):
    effort: Effort | None = None
    generate_summary: str | None = None
    summary: str | None = None


class StructTextFormat(msgspec.Struct, omit_defaults=True):
    type: TextFormatType
    name: str | None = None
    schema: StructJSONSchema | None = None
    description: str | None = None
    strict: bool | None = None


class StructText(msgspec.Struct, omit_defaults=True):
    format: StructTextFormat | None = None
    verbosity: Verbosity | None = None


class StructInputTokensDetails(msgspec.Struct, omit_defaults=True):
    cached_tokens: int | None = None


class StructOutputTokensDetails(msgspec.Struct, omit_defaults=True):
    reasoning_tokens: int | None = None


class StructUsage(msgspec.Struct, omit_defaults=True):
    input_tokens: int
    input_tokens_details: StructInputTokensDetails
    output_tokens: int
    output_tokens_details: StructOutputTokensDetails
    total_tokens: int | None = None


class StructResponse(msgspec.Struct, omit_defaults=True, kw_only=True):
    id: str
    created_at: float
    error: StructError | None = None
    incomplete_details: StructIncompleteDetails | None = None
    instructions: str | None = None
    metadata: dict[str, Any] | None = None
    model: str
    object: str
    output: list[StructOutputItem]
    parallel_tool_calls: bool
    temperature: float | None = None
    tool_choice: ToolChoice
    tools: list[StructTool]
    top_p: float | None = None
    background: bool | None = None
    conversation: StructConversation
    max_output_tokens: int | None = None
    max_tool_calls: int | None = None
    previous_response_id: str | None = None
    reasoning: StructReasoning | None = None
    service_tier: str | None = None
    status: Status | None = None
    text: StructText | None = None
    top_logprobs: int | None = None
    truncation: str | None = None
    user: str | None = None
    usage: StructUsage
