"""Files: what a picture or clip is (facts), and how to find out (probe)."""
