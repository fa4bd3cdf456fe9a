"""The stories of the demo, by the desk that they are on."""

from statuspage.demo.stories import ana, ana_before, bench, counter, restoration, workshop

STORIES = (*ana_before.STORIES, *ana.STORIES, *bench.STORIES, *counter.STORIES, *workshop.STORIES, *restoration.STORIES)
