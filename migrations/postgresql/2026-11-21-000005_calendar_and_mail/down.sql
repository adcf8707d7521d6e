DROP TABLE mails;
DROP TABLE calendar_feeds;
