"""What a person may ask of us about their own words: all of them in one file, or all of them gone."""
