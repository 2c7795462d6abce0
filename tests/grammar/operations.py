"""Random operations: parameters, bodies and responses of many kinds."""

from __future__ import annotations

from tests.grammar.dice import JSON, Dice
from tests.grammar.schemas import Schemas


class Operations:
    def __init__(self, dice: Dice, schemas: Schemas) -> None:
        self.dice = dice
        self._schemas = schemas

    def paths(self) -> dict[str, JSON]:
        made: dict[str, JSON] = {}
        for number in range(self.dice.between(1, 3)):
            wire = self.dice.one(["id", "self", "class", "a-b", "timeout", "client"])
            path = self.dice.one(
                [f"/things/{number}", f"/things/{number}/{{{wire}}}", f"/v1/{number}?beta=true", f"/{number}#copy", "/"]
            )
            methods = self.dice.some(["get", "post", "put", "delete", "patch"], 2)
            made[path] = {method: self.operation(path, wire, method) for method in methods}
        return made

    def operation(self, path: str, wire: str, method: str) -> JSON:
        made: dict[str, JSON] = {"responses": self.responses()}
        if self.dice.chance(80):
            made["operationId"] = self.dice.one(
                ["getThing", "meta/root", "get thing", "class", "close", "with_raw", "1st", "", "list", "self"]
            )
        if self.dice.chance(60):
            made["tags"] = self.dice.some(["Things", "things", "class", "a b", "close", "base_url", "models"], 2)
        parameters = [
            self.parameter(name)
            for name in self.dice.some(
                ["limit", "self", "timeout", "headers", "a-b", "a_b", "X-Key", "from", "body"], 3
            )
        ]
        if f"{{{wire}}}" in path:
            parameters.append({"name": wire, "in": "path", "required": True, "schema": self._schemas.inner(1)})
        if self.dice.chance(70):
            made["parameters"] = parameters
        if method in ("post", "put", "patch") and self.dice.chance(70):
            made["requestBody"] = self.body()
        return made

    def parameter(self, name: str) -> JSON:
        made: dict[str, JSON] = {"name": name, "in": self.dice.one(["query", "query", "header", "cookie"])}
        if self.dice.chance(15):
            return {**made, "content": {"application/json": {"schema": self._schemas.inner(2)}}}
        made["schema"] = self._schemas.inner(1)
        if made["in"] == "query" and self.dice.chance(30):
            made |= {
                "style": self.dice.one(["form", "spaceDelimited", "pipeDelimited", "deepObject"]),
                "explode": self.dice.chance(50),
            }
        if self.dice.chance(30):
            made["required"] = True
        return made

    def body(self) -> JSON:
        media = [
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "application/octet-stream",
            "text/plain",
        ]
        kinds = self.dice.some([*media, "application/vnd.api+json", "application/x-ndjson", "*/*", "image/png"], 2)
        made: dict[str, JSON] = {
            "content": {kind: {"schema": self._schemas.inner(2)} if self.dice.chance(90) else {} for kind in kinds}
        }
        return {**made, "required": True} if self.dice.chance(60) else made

    def responses(self) -> JSON:
        made: dict[str, JSON] = {}
        for status in self.dice.some(["200", "201", "204", "2XX", "4XX", "404", "default"], 3):
            made[status] = {"description": "Said."}
            if self.dice.chance(75):
                made[status]["content"] = self.body()["content"]
            if self.dice.chance(15):
                made[status]["headers"] = {"X-Rate": {"schema": self._schemas.inner(0)}}
        return made


# Values
