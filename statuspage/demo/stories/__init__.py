"""All stories of the demo, in one file for each desk or customer."""

from statuspage.demo.stories import ana, ana_before, bench, counter, restoration, workshop

STORIES = (*ana_before.STORIES, *ana.STORIES, *bench.STORIES, *counter.STORIES, *workshop.STORIES, *restoration.STORIES)
