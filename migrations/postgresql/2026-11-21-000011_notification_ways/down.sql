ALTER TABLE notification_choices DROP COLUMN mail;
ALTER TABLE notification_choices DROP COLUMN os;
