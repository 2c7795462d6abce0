"""The generated clients against Prism, a mock server that reads the same documents and validates what it gets: `make contract`."""
