"""Values of the house as bytes and back: pickled, but read so that nothing can come of bytes except such values."""

from __future__ import annotations

import gc
import io
import pickle
from typing import Any

_ROOMS = ("storywall.model", "storywall.problems")
_KINDS = "storywall.kinds."
"""Where values live: their classes do nothing but hold what they are given."""
_MAKERS = frozenset({("storywall.model", "_made"), ("storywall.kinds.lean", "filled")})
_FOREIGN = frozenset({("datetime", "date")})


class ForeignBytesError(ValueError):
    """Bytes that name something else than values of the house, or aren't whole."""


class _Reader(pickle.Unpickler):
    """Refuses every name but those of classes of values: what lies in the state's folder may have come with a pull request."""

    def find_class(self, module: str, name: str, /) -> Any:
        if (module, name) in _FOREIGN or (module, name) in _MAKERS:
            return super().find_class(module, name)
        if (module in _ROOMS or module.startswith(_KINDS)) and name.isidentifier():
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise ForeignBytesError(f"{module}.{name}")


def dump(value: Any) -> bytes:
    """Write a value."""
    return pickle.dumps(value, protocol=5)


def load(data: bytes) -> Any:
    """Read what `dump` wrote; ForeignBytesError for anything else."""
    collected = gc.isenabled()
    gc.disable()  # what is read is all kept: looking for garbage meanwhile takes as long as the reading
    try:
        return _Reader(io.BytesIO(data)).load()
    except ForeignBytesError:
        raise
    except Exception as error:
        raise ForeignBytesError(str(error)) from error
    finally:
        if collected:
            gc.enable()
