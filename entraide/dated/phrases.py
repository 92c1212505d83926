"""How a value and a day are said in French where there is no template: in the index, in messages, in a calendar."""

from datetime import date

from entraide.dated.values import DatedValue

_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


def day_in_words(day: date) -> str:
    """« 1er janvier 2023 »."""
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


def value_in_words(value: DatedValue, today: date) -> str:
    """« 0,10 % (depuis le 1er janvier 2023) », with both ends of its period where they are known."""
    if value.begins and value.holds(today):
        period = f"depuis le {day_in_words(value.since)}" + (f", jusqu’au {day_in_words(value.until)}" if value.until else "")
    elif value.begins and value.until:
        period = f"du {day_in_words(value.since)} au {day_in_words(value.until)}"
    elif value.until:
        period = f"jusqu’au {day_in_words(value.until)}"
    else:
        period = f"à partir du {day_in_words(value.since)}" if value.begins else ""
    return f"{value.shown} ({period})" if period else value.shown
