"""Tags: the team's own words on tickets. They are the desk's alone; no customer and no public view ever meets one."""
