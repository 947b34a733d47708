"""Reads YAML from standard input with PyYAML, and prints it as JSON. The argument is the name of the loader."""

import json
import sys

import yaml


def plain(value):
    """A key that is not a string is printed with its type, so that it equals no string."""
    if isinstance(value, dict):
        return {key if isinstance(key, str) else repr((type(key), key)): plain(member) for key, member in value.items()}
    if isinstance(value, list):
        return [plain(element) for element in value]
    return value


# Bytes: PyYAML itself decodes UTF-8.
read = yaml.load(sys.stdin.buffer, getattr(yaml, sys.argv[1]))
sys.stdout.buffer.write(json.dumps(plain(read), default=repr).encode())
