"""When the tasks of a plan are done: schedules, what conflicts, and what is adopted."""
