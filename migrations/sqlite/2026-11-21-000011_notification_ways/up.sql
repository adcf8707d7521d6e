-- Besides the bell: the operating system of a device, and e-mail.
ALTER TABLE notification_choices ADD COLUMN os INTEGER NOT NULL DEFAULT 1 CHECK (os IN (0, 1));
ALTER TABLE notification_choices ADD COLUMN mail INTEGER NOT NULL DEFAULT 1 CHECK (mail IN (0, 1));
