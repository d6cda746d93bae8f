"""The independent reader of Carillon's books in Redis: shares no code with the engine, only the documented
schema."""
