ALTER TABLE appointments DROP COLUMN device_test;
