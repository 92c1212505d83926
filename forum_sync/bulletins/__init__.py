"""Newsletters, club reports and news: folders, mailboxes, feeds and web pages as Sources of Bulletins."""
