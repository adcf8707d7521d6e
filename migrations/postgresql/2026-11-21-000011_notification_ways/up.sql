-- Besides the bell: the operating system of a device, and e-mail.
ALTER TABLE notification_choices ADD COLUMN os BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE notification_choices ADD COLUMN mail BOOLEAN NOT NULL DEFAULT TRUE;
