"""Many cases in one test: to collect and report a test takes pytest longer than most cases take, in every worker."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

import pytest

Test: TypeAlias = Callable[..., None]


def cases(
    names: str | Sequence[str], rows: Iterable[Any], ids: Iterable[str] | Callable[[Any], str] = repr
) -> Callable[[Test], Test]:
    """``pytest.mark.parametrize`` for a test that is cheap and leaves nothing behind: it goes through all rows and then
    tells every one that fails, by ``ids``."""
    named = [name.strip() for name in names.split(",")] if isinstance(names, str) else [*names]
    all_rows = [*rows]
    labels = [ids(row) for row in all_rows] if callable(ids) else [*ids]
    if not all_rows:
        raise ValueError(f"there is no case of {names}")

    def of_all(test: Test) -> Test:
        @functools.wraps(test)
        def each(**given: Any) -> None:
            failed = list[tuple[str, Exception]]()
            for label, row in zip(labels, all_rows, strict=True):
                try:
                    test(**given, **dict(zip(named, row if len(named) > 1 else (row,), strict=True)))
                except (Exception, pytest.fail.Exception) as error:  # the second is what pytest.raises misses
                    plain = error if isinstance(error, Exception) else AssertionError(str(error))
                    plain.add_note(f"case: {label}")
                    failed.append((label, plain.with_traceback(error.__traceback__)))
            if failed:
                told = "\n".join(label for label, _ in failed)
                raise ExceptionGroup(f"{len(failed)} of {len(all_rows)} cases fail:\n{told}", [e for _, e in failed])

        signature = inspect.signature(test)
        left = [one for one in signature.parameters.values() if one.name not in named]
        each.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined]
        return each

    return of_all
