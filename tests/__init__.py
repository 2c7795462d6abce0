"""Tests of the generator, of the runtime that it copies into packages, and of the packages that it generates."""
