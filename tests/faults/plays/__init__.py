"""The plays of the fault suite, one a file: what is broken, and how often. harness/play.py says what each declares."""
