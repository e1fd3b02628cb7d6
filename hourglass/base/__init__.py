"""What everything stands on: people, roles, the record, money, periods, calendars and jobs."""
