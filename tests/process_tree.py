"""The processes below another one, read while they come and go."""

from pathlib import Path


def children(pid: int) -> list[int]:
    """Return the process identifiers of a process's children; none of a process that is gone."""
    try:
        tasks = list(
            Path(f"/proc/{pid}/task").iterdir()
        )  # `glob` would fail where the process ends meanwhile
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [child for task in tasks for child in _of_task(task)]


def descendants(pid: int) -> list[int]:
    """Return those of all children, of their children, and so on."""
    found, waiting = list[int](), [pid]
    while waiting:
        below = children(waiting.pop())
        found += below
        waiting += below
    return found


def _of_task(task: Path) -> list[int]:
    try:
        return [int(child) for child in (task / "children").read_text("ascii").split()]
    except (FileNotFoundError, ProcessLookupError):
        return []
