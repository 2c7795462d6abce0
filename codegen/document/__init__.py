"""`Node` → OpenAPI objects: typed access to a document; the differences between 3.0, 3.1 and 3.2 end here."""
