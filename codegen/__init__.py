"""From a declarative spec of an HTTP API (OpenAPI) to typed Python models, codecs and a client."""

__version__ = "0.1.0"
