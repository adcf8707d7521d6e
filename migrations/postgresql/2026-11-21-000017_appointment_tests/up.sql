-- What the patient's device can do, as JSON (see shared DeviceTest).
ALTER TABLE appointments ADD COLUMN device_test TEXT;
