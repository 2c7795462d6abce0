from __future__ import annotations

from typing import assert_type

from . import models


def test_members_have_names_and_values() -> None:
    assert (models.Color.DARK_BLUE.value, models.Priority.HIGH.value) == ("dark-blue", 3)
    assert [shade.value for shade in models.Shade] == ["light", "dark"]


def test_unknown_values_are_of_the_class() -> None:
    task = models.Task.from_dict({"color": "mauve", "priority": 7, "shades": ["dim"], "state": "stuck"})
    assert_type(task.color, models.Color)
    assert_type(task.priority, models.Priority)
    assert_type(task.shades, list[models.Shade] | None)
    assert_type(task.state, models.TaskState | None)
    assert isinstance(task.color, models.Color)
    assert not task.color.is_known
    assert task.priority == 7
    assert task.priority + 1 == 8


def test_a_match_over_all_members_wants_a_default() -> None:
    def urgent(priority: models.Priority) -> bool:
        match priority:
            case models.Priority.LOW | models.Priority.NORMAL:
                return False
            case models.Priority.HIGH:
                return True
            case _:
                return priority > models.Priority.HIGH

    assert [urgent(models.Priority(value)) for value in (1, 2, 3, 4)] == [False, False, True, True]
