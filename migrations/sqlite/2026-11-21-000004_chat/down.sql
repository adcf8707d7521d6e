DROP TABLE notification_choices;
DROP TABLE messages;
DROP TABLE chat_files;
DROP TABLE chat_members;
