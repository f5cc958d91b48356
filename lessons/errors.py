"""The one error of the course: a mistake that a reader or a lesson's author can fix."""


class CourseError(Exception):
    """Shown as its message alone, which says what was expected, what came, and what to do next."""
