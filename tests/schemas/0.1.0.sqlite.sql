BEGIN TRANSACTION;
CREATE TABLE agent (
	id INTEGER NOT NULL, 
	email VARCHAR(254) NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	public_name VARCHAR(120) NOT NULL, 
	pronoun VARCHAR(8) NOT NULL, 
	role VARCHAR(120) NOT NULL, 
	place VARCHAR(120) NOT NULL, 
	zone VARCHAR(64) NOT NULL, 
	hours JSON NOT NULL, 
	phone VARCHAR(40) NOT NULL, 
	photo VARCHAR(120) NOT NULL, 
	public_as VARCHAR(8) NOT NULL, 
	language VARCHAR(12) NOT NULL, 
	password_hash VARCHAR(200) NOT NULL, 
	is_active BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_agent PRIMARY KEY (id), 
	CONSTRAINT uq_agent_email UNIQUE (email)
);
INSERT INTO "agent" VALUES(1,'maria@fernhill.example','Maria Okafor','Maria','she','Repairs','Lisbon','Europe/Lisbon','{"mon": ["09:00", "18:00"], "tue": ["09:00", "18:00"], "wed": ["09:00", "18:00"], "thu": ["09:00", "18:00"], "fri": ["09:00", "18:00"]}','+351 21 555 0142','1d7a8c80c82b5143ae8f059fd65f78ae.webp','photo','en','$argon2id$v=19$m=8,t=1,p=1$dGhlIHNhbWUgZWFjaCB0aW1l$zAeBntkk9YAgFfoBosPos9TZuXUel5lvIXJON0eB0bQ',1,'2023-08-15 15:04:00.000000');
INSERT INTO "agent" VALUES(2,'tom@fernhill.example','Tom Becker','Tom','he','Front desk and parts','Berlin','Europe/Berlin','{"mon": ["08:00", "17:00"], "tue": ["08:00", "17:00"], "wed": ["08:00", "17:00"], "thu": ["08:00", "17:00"], "fri": ["08:00", "17:00"], "sat": ["09:00", "14:00"]}','+49 30 5550 187','tom.svg','photo','en','$argon2id$v=19$m=8,t=1,p=1$dGhlIHNhbWUgZWFjaCB0aW1l$w5AEvARgf20C/XBS0krBl0/6yKYeOo7JguKjGdPlehU',1,'2023-08-15 15:04:00.000000');
INSERT INTO "agent" VALUES(3,'noor@fernhill.example','Noor Haddad','Noor','','Workshop','Amman','Asia/Amman','{"sun": ["09:00", "17:30"], "mon": ["09:00", "17:30"], "tue": ["09:00", "17:30"], "wed": ["09:00", "17:30"], "thu": ["09:00", "17:30"]}','+962 6 555 0119','noor.svg','name','en','$argon2id$v=19$m=8,t=1,p=1$dGhlIHNhbWUgZWFjaCB0aW1l$GJ9/2cKDk9qkw6qe+o9HUeUuopihKjHOO0LtNz+X0ug',1,'2023-08-15 15:04:00.000000');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE attempt (
	id INTEGER NOT NULL, 
	key_hash VARCHAR(64) NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_attempt PRIMARY KEY (id)
);
INSERT INTO "attempt" VALUES(1,'5c290368832c4f3d034d61fb4c7160f9153016a7ddc7e4c5c72c5249b552f308','2026-11-27 15:04:00.000000');
CREATE TABLE customer (
	id INTEGER NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	email VARCHAR(254) NOT NULL, 
	phone VARCHAR(40) NOT NULL, 
	reach VARCHAR(8) NOT NULL, 
	reach_when VARCHAR(120) NOT NULL, 
	zone VARCHAR(64) NOT NULL, 
	language VARCHAR(12) NOT NULL, 
	sought VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_customer PRIMARY KEY (id)
);
INSERT INTO "customer" VALUES(1,'Ana Reis','ana.reis@example.net','+351 91 555 0163','phone','after 16:00','Europe/Lisbon','en','ana reis
ana.reis@example.net','2019-05-31 03:04:00.000000');
INSERT INTO "customer" VALUES(2,'Jonas Lind','jonas.lind@example.net','+46 70 555 01 28','mail','','Europe/Stockholm','en','jonas lind
jonas.lind@example.net','2022-09-16 15:04:00.000000');
INSERT INTO "customer" VALUES(3,'Fatima Zahra','fatima.zahra@example.net','+212 6 5550 1194','mail','في المساء','Africa/Casablanca','ar','fatima zahra
fatima.zahra@example.net','2024-10-22 03:04:00.000000');
INSERT INTO "customer" VALUES(4,'Kenji Mori','','','page','mornings, Tokyo time','Asia/Tokyo','en','kenji mori
','2023-07-05 15:04:00.000000');
INSERT INTO "customer" VALUES(5,'Lea Brandt','lea.brandt@example.net','+49 171 5550 133','mail','am liebsten schriftlich','Europe/Berlin','de','lea brandt
lea.brandt@example.net','2021-02-09 15:04:00.000000');
INSERT INTO "customer" VALUES(6,'Priya Nair','priya.nair@example.net','','mail','','Asia/Kolkata','en','priya nair
priya.nair@example.net','2025-08-10 03:04:00.000000');
INSERT INTO "customer" VALUES(7,'Marcus Cole','marcus.cole@example.net','+1 312 555 0175','phone','lunch breaks and evenings','America/Chicago','en','marcus cole
marcus.cole@example.net','2024-01-04 03:04:00.000000');
INSERT INTO "customer" VALUES(8,'Yusuf Amin','yusuf.amin@example.net','','page','','Africa/Nairobi','en','yusuf amin
yusuf.amin@example.net','2026-04-22 15:04:00.000000');
CREATE TABLE desk_session (
	key_hash VARCHAR(64) NOT NULL, 
	agent_id INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT pk_desk_session PRIMARY KEY (key_hash), 
	CONSTRAINT fk_desk_session_agent_id FOREIGN KEY(agent_id) REFERENCES agent (id)
);
INSERT INTO "desk_session" VALUES('73cbaf20ea98af2895b0fb9d1dabe83091e9f2e3ae8314e5f290e63544374c90',1,'2026-11-27 15:04:00.000000','2026-11-28 03:04:00.000000');
CREATE TABLE draft (
	id INTEGER NOT NULL, 
	title VARCHAR(120) NOT NULL, 
	body VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_draft PRIMARY KEY (id)
);
INSERT INTO "draft" VALUES(1,'We heard you','[[their name]], thank you for telling me. What I understand is that [[what they said, in your words]].

The first thing I will do is [[what you do first]]. I will write again by [[day and time]], even if I know no more than now.','2025-10-23 15:04:00.000000');
INSERT INTO "draft" VALUES(2,'Repair under way','[[their name]], [[what they said, in your words]]. I have it in front of me now. [[what you have found]]

Next I will [[what happens next]], and by [[day and time]] you will know how it went.','2025-10-23 15:04:00.000000');
INSERT INTO "draft" VALUES(3,'Waiting for a part','[[their name]], what keeps us is a part: [[which part, and why this one]]. It is ordered from [[whom]], who say that it leaves on [[day]].

Waiting is my job now, not yours: I will ask them again on [[day]] and write to you by [[day and time]] either way.','2025-10-23 15:04:00.000000');
INSERT INTO "draft" VALUES(4,'Solved?','[[their name]], [[what was done, in one sentence]]. Before it left I tested [[what you tested]].

Please try it as you always use it, also with [[what went wrong before]]. Is it solved for you?','2025-10-23 15:04:00.000000');
CREATE TABLE event (
	ticket_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	kind VARCHAR(24) NOT NULL, 
	at DATETIME NOT NULL, 
	agent_id INTEGER, 
	once VARCHAR(64), 
	data JSON NOT NULL, 
	CONSTRAINT pk_event PRIMARY KEY (ticket_id, version), 
	CONSTRAINT fk_event_agent_id FOREIGN KEY(agent_id) REFERENCES agent (id), 
	CONSTRAINT fk_event_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
);
INSERT INTO "event" VALUES(1,1,'opened','2026-04-27 09:10:00.000000',NULL,NULL,'{"by": 2}');
INSERT INTO "event" VALUES(1,2,'letter','2026-04-27 10:00:00.000000',2,NULL,'{"step": [null, "heard"], "due": "2026-04-28T07:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(1,3,'heard_right','2026-04-27 21:39:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(1,4,'letter','2026-04-28 06:14:00.000000',2,NULL,'{"step": ["heard", "working"], "settled": ["kept", "2026-04-28T07:00:00+00:00"], "due": "2026-04-30T06:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(1,5,'letter','2026-04-29 13:14:00.000000',2,NULL,'{"step": ["working", "solved"], "settled": ["kept", "2026-04-30T06:30:00+00:00"], "asks": true, "turn": "you"}');
INSERT INTO "event" VALUES(1,6,'confirmed','2026-04-29 14:44:00.000000',NULL,NULL,'{"step": ["solved", "confirmed"]}');
INSERT INTO "event" VALUES(1,7,'thanked','2026-04-29 14:54:00.000000',NULL,NULL,'{"letter": 5, "to": 2}');
INSERT INTO "event" VALUES(1,8,'felt','2026-04-29 14:59:00.000000',NULL,NULL,'{"listened": "yes"}');
INSERT INTO "event" VALUES(2,1,'opened','2026-09-12 09:15:00.000000',NULL,NULL,'{"by": 2}');
INSERT INTO "event" VALUES(2,2,'letter','2026-09-12 09:40:00.000000',2,NULL,'{"step": [null, "heard"], "due": "2026-09-14T10:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(2,3,'heard_right','2026-09-14 07:40:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(2,4,'letter','2026-09-14 09:00:00.000000',2,NULL,'{"step": ["heard", "working"], "settled": ["kept", "2026-09-14T10:30:00+00:00"], "due": "2026-09-17T12:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(2,5,'reply','2026-09-17 06:00:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(2,6,'letter','2026-09-17 11:00:00.000000',2,NULL,'{"step": ["working", "solved"], "settled": ["kept", "2026-09-17T12:00:00+00:00"], "asks": true, "turn": "you"}');
INSERT INTO "event" VALUES(2,7,'confirmed','2026-09-17 13:00:00.000000',NULL,NULL,'{"step": ["solved", "confirmed"]}');
INSERT INTO "event" VALUES(2,8,'felt','2026-09-17 15:00:00.000000',NULL,NULL,'{"listened": "yes"}');
INSERT INTO "event" VALUES(3,1,'opened','2026-09-20 18:00:00.000000',NULL,NULL,'{"by": 3}');
INSERT INTO "event" VALUES(3,2,'letter','2026-09-21 08:30:00.000000',3,NULL,'{"step": [null, "heard"], "due": "2026-09-22T09:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,3,'heard_right','2026-09-22 07:00:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(3,4,'letter','2026-09-22 08:00:00.000000',3,NULL,'{"settled": ["kept", "2026-09-22T09:00:00+00:00"], "due": "2026-09-23T07:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,5,'letter','2026-09-22 13:00:00.000000',3,NULL,'{"settled": ["kept", "2026-09-23T07:00:00+00:00"], "due": "2026-09-23T13:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,6,'letter','2026-09-23 12:30:00.000000',3,NULL,'{"settled": ["kept", "2026-09-23T13:00:00+00:00"], "due": "2026-09-27T07:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,7,'thanked','2026-09-24 10:00:00.000000',NULL,NULL,'{"letter": 6, "to": 3}');
INSERT INTO "event" VALUES(3,8,'reply','2026-09-24 10:20:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(3,9,'letter','2026-09-24 13:20:00.000000',3,NULL,'{"settled": ["kept", "2026-09-27T07:00:00+00:00"], "due": "2026-09-28T06:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,10,'letter','2026-09-27 13:50:00.000000',3,NULL,'{"step": ["heard", "working"], "settled": ["kept", "2026-09-28T06:30:00+00:00"], "due": "2026-09-28T13:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,11,'letter','2026-09-28 12:20:00.000000',3,NULL,'{"settled": ["kept", "2026-09-28T13:30:00+00:00"], "due": "2026-09-29T10:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,12,'letter','2026-09-29 07:50:00.000000',3,NULL,'{"settled": ["kept", "2026-09-29T10:30:00+00:00"], "due": "2026-09-30T07:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,13,'letter','2026-09-30 06:20:00.000000',3,NULL,'{"settled": ["kept", "2026-09-30T07:00:00+00:00"], "due": "2026-09-30T13:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,14,'letter','2026-09-30 11:20:00.000000',3,NULL,'{"settled": ["kept", "2026-09-30T13:30:00+00:00"], "due": "2026-10-01T12:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,15,'letter','2026-10-01 10:50:00.000000',3,NULL,'{"settled": ["kept", "2026-10-01T12:00:00+00:00"], "due": "2026-10-04T09:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,16,'letter','2026-10-04 08:20:00.000000',3,NULL,'{"settled": ["kept", "2026-10-04T09:30:00+00:00"], "due": "2026-10-05T11:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,17,'letter','2026-10-05 08:50:00.000000',3,NULL,'{"settled": ["kept", "2026-10-05T11:30:00+00:00"], "due": "2026-10-06T11:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,18,'thanked','2026-10-06 07:20:00.000000',NULL,NULL,'{"letter": 17, "to": 3}');
INSERT INTO "event" VALUES(3,19,'reply','2026-10-06 07:40:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(3,20,'letter','2026-10-06 10:40:00.000000',3,NULL,'{"settled": ["kept", "2026-10-06T11:30:00+00:00"], "due": "2026-10-07T08:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,21,'letter','2026-10-07 06:10:00.000000',3,NULL,'{"settled": ["kept", "2026-10-07T08:00:00+00:00"], "due": "2026-10-07T14:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,22,'letter','2026-10-07 13:10:00.000000',3,NULL,'{"settled": ["kept", "2026-10-07T14:00:00+00:00"], "due": "2026-10-08T11:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,23,'letter','2026-10-08 09:40:00.000000',3,NULL,'{"settled": ["kept", "2026-10-08T11:00:00+00:00"], "due": "2026-10-11T08:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,24,'letter','2026-10-11 09:10:00.000000',3,NULL,'{"settled": ["late", "2026-10-11T08:00:00+00:00"], "due": "2026-10-12T09:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,25,'letter','2026-10-12 06:40:00.000000',3,NULL,'{"settled": ["kept", "2026-10-12T09:30:00+00:00"], "due": "2026-10-13T08:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,26,'letter','2026-10-13 07:10:00.000000',3,NULL,'{"settled": ["kept", "2026-10-13T08:00:00+00:00"], "due": "2026-10-14T07:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,27,'letter','2026-10-13 14:10:00.000000',3,NULL,'{"settled": ["kept", "2026-10-14T07:30:00+00:00"], "due": "2026-10-14T10:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,28,'letter','2026-10-14 09:40:00.000000',3,NULL,'{"settled": ["kept", "2026-10-14T10:30:00+00:00"], "due": "2026-10-15T12:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,29,'thanked','2026-10-15 08:10:00.000000',NULL,NULL,'{"letter": 28, "to": 3}');
INSERT INTO "event" VALUES(3,30,'reply','2026-10-15 08:30:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(3,31,'letter','2026-10-15 11:30:00.000000',3,NULL,'{"settled": ["kept", "2026-10-15T12:30:00+00:00"], "due": "2026-10-18T10:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,32,'letter','2026-10-18 08:00:00.000000',3,NULL,'{"settled": ["kept", "2026-10-18T10:30:00+00:00"], "due": "2026-10-19T08:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,33,'letter','2026-10-19 07:30:00.000000',3,NULL,'{"settled": ["kept", "2026-10-19T08:00:00+00:00"], "due": "2026-10-20T07:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,34,'letter','2026-10-19 13:30:00.000000',3,NULL,'{"settled": ["kept", "2026-10-20T07:00:00+00:00"], "due": "2026-10-21T06:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,35,'letter','2026-10-20 14:00:00.000000',3,NULL,'{"settled": ["kept", "2026-10-21T06:30:00+00:00"], "due": "2026-10-21T13:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,36,'letter','2026-10-21 12:30:00.000000',3,NULL,'{"settled": ["kept", "2026-10-21T13:30:00+00:00"], "due": "2026-10-22T10:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(4,1,'opened','2026-10-22 03:30:00.000000',NULL,NULL,'{"by": 2}');
INSERT INTO "event" VALUES(3,37,'letter','2026-10-22 08:00:00.000000',3,NULL,'{"settled": ["kept", "2026-10-22T10:30:00+00:00"], "due": "2026-10-25T07:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(4,2,'letter','2026-10-22 08:30:00.000000',2,NULL,'{"step": [null, "heard"], "due": "2026-10-28T11:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,38,'letter','2026-10-25 06:30:00.000000',3,NULL,'{"settled": ["kept", "2026-10-25T07:00:00+00:00"], "due": "2026-10-25T13:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,39,'letter','2026-10-25 11:30:00.000000',3,NULL,'{"settled": ["kept", "2026-10-25T13:30:00+00:00"], "due": "2026-10-27T07:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,40,'thanked','2026-10-26 11:00:00.000000',NULL,NULL,'{"letter": 39, "to": 3}');
INSERT INTO "event" VALUES(3,41,'reply','2026-10-26 11:20:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(3,42,'letter','2026-10-26 14:20:00.000000',3,NULL,'{"settled": ["kept", "2026-10-27T07:00:00+00:00"], "due": "2026-10-27T13:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,43,'letter','2026-10-27 11:50:00.000000',3,NULL,'{"settled": ["kept", "2026-10-27T13:00:00+00:00"], "due": "2026-10-29T06:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(4,3,'letter','2026-10-28 08:30:00.000000',2,NULL,'{"step": ["heard", "solved"], "settled": ["kept", "2026-10-28T11:30:00+00:00"], "asks": true, "turn": "you"}');
INSERT INTO "event" VALUES(3,44,'letter','2026-10-28 12:20:00.000000',3,NULL,'{"settled": ["kept", "2026-10-29T06:30:00+00:00"], "due": "2026-10-29T11:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,45,'letter','2026-10-29 10:50:00.000000',3,NULL,'{"settled": ["kept", "2026-10-29T11:30:00+00:00"], "due": "2026-11-01T08:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,46,'letter','2026-11-01 06:20:00.000000',3,NULL,'{"settled": ["kept", "2026-11-01T08:30:00+00:00"], "due": "2026-11-01T14:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,47,'letter','2026-11-01 13:20:00.000000',3,NULL,'{"settled": ["kept", "2026-11-01T14:30:00+00:00"], "due": "2026-11-02T11:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,48,'letter','2026-11-02 09:50:00.000000',3,NULL,'{"settled": ["kept", "2026-11-02T11:00:00+00:00"], "due": "2026-11-03T12:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,49,'letter','2026-11-03 09:20:00.000000',3,NULL,'{"settled": ["kept", "2026-11-03T12:00:00+00:00"], "due": "2026-11-04T07:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,50,'letter','2026-11-04 06:50:00.000000',3,NULL,'{"settled": ["kept", "2026-11-04T07:30:00+00:00"], "due": "2026-11-05T12:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,51,'thanked','2026-11-05 07:20:00.000000',NULL,NULL,'{"letter": 50, "to": 3}');
INSERT INTO "event" VALUES(3,52,'reply','2026-11-05 07:40:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(3,53,'letter','2026-11-05 10:40:00.000000',3,NULL,'{"settled": ["kept", "2026-11-05T12:30:00+00:00"], "due": "2026-11-08T06:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(4,4,'closed','2026-11-07 12:30:00.000000',2,NULL,'{}');
INSERT INTO "event" VALUES(3,54,'letter','2026-11-08 09:10:00.000000',3,NULL,'{"settled": ["late", "2026-11-08T06:30:00+00:00"], "due": "2026-11-08T14:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,55,'letter','2026-11-08 13:10:00.000000',3,NULL,'{"settled": ["kept", "2026-11-08T14:00:00+00:00"], "due": "2026-11-09T13:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,56,'letter','2026-11-09 11:40:00.000000',3,NULL,'{"settled": ["kept", "2026-11-09T13:00:00+00:00"], "due": "2026-11-10T11:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,57,'letter','2026-11-10 08:10:00.000000',3,NULL,'{"settled": ["kept", "2026-11-10T11:00:00+00:00"], "due": "2026-11-11T08:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,58,'letter','2026-11-11 07:40:00.000000',3,NULL,'{"settled": ["kept", "2026-11-11T08:30:00+00:00"], "due": "2026-11-12T07:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,59,'letter','2026-11-11 13:40:00.000000',3,NULL,'{"settled": ["kept", "2026-11-12T07:00:00+00:00"], "due": "2026-11-15T06:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(5,1,'opened','2026-11-12 03:30:00.000000',NULL,NULL,'{"by": 2}');
INSERT INTO "event" VALUES(5,2,'letter','2026-11-12 13:00:00.000000',2,NULL,'{"step": [null, "heard"], "due": "2026-11-13T13:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,60,'letter','2026-11-12 14:10:00.000000',3,NULL,'{"settled": ["kept", "2026-11-15T06:30:00+00:00"], "due": "2026-11-15T14:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(5,3,'letter','2026-11-13 12:00:00.000000',2,NULL,'{"step": ["heard", "solved"], "settled": ["kept", "2026-11-13T13:30:00+00:00"], "asks": true, "turn": "you"}');
INSERT INTO "event" VALUES(5,4,'reply','2026-11-14 02:04:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(3,61,'letter','2026-11-15 12:40:00.000000',3,NULL,'{"settled": ["kept", "2026-11-15T14:00:00+00:00"], "due": "2026-11-16T14:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,62,'thanked','2026-11-16 08:10:00.000000',NULL,NULL,'{"letter": 61, "to": 3}');
INSERT INTO "event" VALUES(3,63,'reply','2026-11-16 08:30:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(3,64,'letter','2026-11-16 11:30:00.000000',3,NULL,'{"settled": ["kept", "2026-11-16T14:00:00+00:00"], "due": "2026-11-17T10:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(5,5,'confirmed','2026-11-17 02:04:00.000000',NULL,NULL,'{"step": ["solved", "confirmed"]}');
INSERT INTO "event" VALUES(3,65,'letter','2026-11-17 10:00:00.000000',3,NULL,'{"settled": ["kept", "2026-11-17T10:30:00+00:00"], "due": "2026-11-18T08:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,66,'letter','2026-11-18 06:30:00.000000',3,NULL,'{"settled": ["kept", "2026-11-18T08:30:00+00:00"], "due": "2026-11-19T07:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,67,'letter','2026-11-19 06:00:00.000000',3,NULL,'{"settled": ["kept", "2026-11-19T07:00:00+00:00"], "due": "2026-11-19T13:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,68,'letter','2026-11-19 12:00:00.000000',3,NULL,'{"settled": ["kept", "2026-11-19T13:00:00+00:00"], "due": "2026-11-23T06:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,69,'letter','2026-11-22 12:30:00.000000',3,NULL,'{"settled": ["kept", "2026-11-23T06:30:00+00:00"], "due": "2026-11-23T11:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(6,1,'opened','2026-11-22 16:30:00.000000',NULL,NULL,'{"by": 3}');
INSERT INTO "event" VALUES(6,2,'letter','2026-11-23 06:30:00.000000',3,NULL,'{"step": [null, "looking"], "due": "2026-11-24T09:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,70,'letter','2026-11-23 11:00:00.000000',3,NULL,'{"settled": ["kept", "2026-11-23T11:30:00+00:00"], "due": "2026-11-24T08:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(6,3,'heard_right','2026-11-24 05:00:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(3,71,'letter','2026-11-24 06:30:00.000000',3,NULL,'{"settled": ["kept", "2026-11-24T08:30:00+00:00"], "due": "2026-11-24T14:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(6,4,'letter','2026-11-24 07:00:00.000000',3,NULL,'{"step": ["looking", "working"], "settled": ["kept", "2026-11-24T09:00:00+00:00"], "due": "2026-11-26T08:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(7,1,'opened','2026-11-24 08:21:00.000000',NULL,NULL,'{"by": 2}');
INSERT INTO "event" VALUES(7,2,'letter','2026-11-24 08:35:00.000000',2,NULL,'{"step": [null, "heard"], "due": "2026-11-24T13:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(7,3,'handover','2026-11-24 11:35:00.000000',2,NULL,'{"from": 2, "to": 1}');
INSERT INTO "event" VALUES(7,4,'letter','2026-11-24 12:00:00.000000',1,NULL,'{"step": ["heard", "looking"], "settled": ["kept", "2026-11-24T13:00:00+00:00"], "due": "2026-11-25T16:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,72,'letter','2026-11-24 13:30:00.000000',3,NULL,'{"settled": ["kept", "2026-11-24T14:30:00+00:00"], "due": "2026-11-25T14:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(8,1,'opened','2026-11-25 06:00:00.000000',NULL,NULL,'{"by": 2}');
INSERT INTO "event" VALUES(9,1,'opened','2026-11-25 07:00:00.000000',NULL,NULL,'{"by": 1}');
INSERT INTO "event" VALUES(8,2,'letter','2026-11-25 07:10:00.000000',2,NULL,'{"step": [null, "heard"], "due": "2026-11-26T10:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(7,5,'heard_right','2026-11-25 08:40:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(7,6,'reply','2026-11-25 09:00:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(10,1,'opened','2026-11-25 09:35:00.000000',NULL,NULL,'{"by": 3}');
INSERT INTO "event" VALUES(9,2,'letter','2026-11-25 10:00:00.000000',1,NULL,'{"step": [null, "heard"], "due": "2026-11-26T09:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,73,'thanked','2026-11-25 10:00:00.000000',NULL,NULL,'{"letter": 72, "to": 3}');
INSERT INTO "event" VALUES(3,74,'reply','2026-11-25 10:20:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(10,2,'letter','2026-11-25 11:35:00.000000',3,NULL,'{"step": [null, "heard"], "due": "2026-11-26T12:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(11,1,'opened','2026-11-25 12:25:00.000000',NULL,NULL,'{"by": 1}');
INSERT INTO "event" VALUES(3,75,'letter','2026-11-25 13:20:00.000000',3,NULL,'{"settled": ["kept", "2026-11-25T14:30:00+00:00"], "due": "2026-11-29T07:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(7,7,'letter','2026-11-25 14:00:00.000000',1,NULL,'{"settled": ["kept", "2026-11-25T16:00:00+00:00"], "due": "2026-11-26T14:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(11,2,'letter','2026-11-25 14:04:00.000000',1,NULL,'{"step": [null, "heard"], "due": "2026-11-26T13:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(6,5,'reply','2026-11-25 16:30:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(12,1,'opened','2026-11-26 01:00:00.000000',NULL,NULL,'{"by": 1}');
INSERT INTO "event" VALUES(6,6,'letter','2026-11-26 06:30:00.000000',3,NULL,'{"step": ["working", "solved"], "settled": ["kept", "2026-11-26T08:30:00+00:00"], "asks": true, "turn": "you"}');
INSERT INTO "event" VALUES(8,3,'heard_right','2026-11-26 07:10:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(8,4,'letter','2026-11-26 08:00:00.000000',2,NULL,'{"step": ["heard", "looking"], "settled": ["kept", "2026-11-26T10:00:00+00:00"], "due": "2026-11-27T11:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(9,3,'heard_right','2026-11-26 09:00:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(10,3,'heard_right','2026-11-26 10:05:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(10,4,'letter','2026-11-26 10:50:00.000000',3,NULL,'{"step": ["heard", "looking"], "settled": ["kept", "2026-11-26T12:30:00+00:00"], "due": "2026-11-29T06:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(9,4,'letter','2026-11-26 11:00:00.000000',1,NULL,'{"step": ["heard", "looking"], "settled": ["late", "2026-11-26T09:30:00+00:00"], "due": "2026-11-27T14:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(11,3,'heard_right','2026-11-26 11:04:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(12,2,'letter','2026-11-26 12:00:00.000000',1,NULL,'{"step": [null, "heard"], "due": "2026-11-30T09:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(11,4,'letter','2026-11-26 12:04:00.000000',1,NULL,'{"step": ["heard", "looking"], "settled": ["kept", "2026-11-26T13:00:00+00:00"], "due": "2026-11-27T13:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(3,76,'letter','2026-11-26 12:50:00.000000',3,NULL,'{"settled": ["kept", "2026-11-29T07:00:00+00:00"], "due": "2026-11-29T07:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(7,8,'letter','2026-11-26 13:00:00.000000',1,NULL,'{"step": ["looking", "working"], "settled": ["kept", "2026-11-26T14:00:00+00:00"], "due": "2026-11-27T15:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(10,5,'promise_moved','2026-11-26 13:30:00.000000',3,NULL,'{"from": "2026-11-29T06:30:00+00:00", "due": "2026-11-29T10:00:00+00:00"}');
INSERT INTO "event" VALUES(8,5,'reply','2026-11-26 21:24:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(12,3,'heard_not_quite','2026-11-27 01:24:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(5,6,'reopened','2026-11-27 02:04:00.000000',NULL,NULL,'{"step": ["confirmed", "heard"]}');
INSERT INTO "event" VALUES(12,4,'reply','2026-11-27 04:24:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(9,5,'reply','2026-11-27 08:04:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(7,9,'published','2026-11-27 08:45:00.000000',NULL,NULL,'{"first": true}');
INSERT INTO "event" VALUES(8,6,'letter','2026-11-27 10:04:00.000000',2,NULL,'{"step": ["looking", "working"], "settled": ["kept", "2026-11-27T11:30:00+00:00"], "due": "2026-12-01T08:30:00+00:00", "turn": "third"}');
INSERT INTO "event" VALUES(7,10,'letter','2026-11-27 12:25:00.000000',1,NULL,'{"settled": ["kept", "2026-11-27T15:00:00+00:00"], "due": "2026-11-30T15:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(13,1,'opened','2026-11-27 12:29:00.000000',NULL,NULL,'{"by": 2}');
INSERT INTO "event" VALUES(9,6,'letter','2026-11-27 13:04:00.000000',1,NULL,'{"step": ["looking", "working"], "settled": ["kept", "2026-11-27T14:30:00+00:00"], "due": "2026-11-27T15:30:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(7,11,'thanked','2026-11-27 14:00:00.000000',NULL,NULL,'{"letter": 10, "to": 1}');
INSERT INTO "event" VALUES(12,5,'call_asked','2026-11-27 14:24:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(13,2,'letter','2026-11-27 14:29:00.000000',2,NULL,'{"step": [null, "heard"], "due": "2026-11-27T16:00:00+00:00", "turn": "us"}');
INSERT INTO "event" VALUES(10,6,'reply','2026-11-27 14:34:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(7,12,'reply','2026-11-27 14:38:00.000000',NULL,NULL,'{}');
INSERT INTO "event" VALUES(14,1,'opened','2026-11-27 14:56:00.000000',NULL,NULL,'{"by": 1}');
INSERT INTO "event" VALUES(7,13,'sites_changed','2026-11-27 15:04:00.000000',NULL,NULL,'{"sites": 1}');
CREATE TABLE faces (
	id INTEGER NOT NULL, 
	changes INTEGER NOT NULL, 
	CONSTRAINT pk_faces PRIMARY KEY (id)
);
INSERT INTO "faces" VALUES(1,1);
CREATE TABLE follower (
	share_id INTEGER NOT NULL, 
	service VARCHAR(20) NOT NULL, 
	day DATE NOT NULL, 
	number INTEGER NOT NULL, 
	CONSTRAINT pk_follower PRIMARY KEY (share_id, service), 
	CONSTRAINT fk_follower_share_id FOREIGN KEY(share_id) REFERENCES share (id)
);
INSERT INTO "follower" VALUES(38,'Feedly','2026-11-27',12);
CREATE TABLE handover (
	ticket_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	from_id INTEGER NOT NULL, 
	to_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	note VARCHAR NOT NULL, 
	CONSTRAINT pk_handover PRIMARY KEY (ticket_id, version), 
	CONSTRAINT fk_handover_from_id FOREIGN KEY(from_id) REFERENCES agent (id), 
	CONSTRAINT fk_handover_ticket_id FOREIGN KEY(ticket_id, version) REFERENCES event (ticket_id, version), 
	CONSTRAINT fk_handover_to_id FOREIGN KEY(to_id) REFERENCES agent (id)
);
INSERT INTO "handover" VALUES(7,3,2,1,'2026-11-24 11:35:00.000000','Ana, this needs the bench, not another replacement. Maria has read everything.');
CREATE TABLE note (
	id INTEGER NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	agent_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	body VARCHAR NOT NULL, 
	html VARCHAR NOT NULL, 
	once VARCHAR(64), 
	CONSTRAINT pk_note PRIMARY KEY (id), 
	CONSTRAINT fk_note_agent_id FOREIGN KEY(agent_id) REFERENCES agent (id), 
	CONSTRAINT fk_note_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
);
INSERT INTO "note" VALUES(1,3,3,'2026-09-21 07:00:00.000000','No hurry and no fixed price: agreed with Maria. Photograph every step, he wants them all.','<p>No hurry and no fixed price: agreed with Maria. Photograph every step, he wants them all.</p>
',NULL);
INSERT INTO "note" VALUES(2,4,2,'2026-11-06 12:30:00.000000','Asked more than a week ago, no word. The tracking says delivered. Closing, unconfirmed.','<p>Asked more than a week ago, no word. The tracking says delivered. Closing, unconfirmed.</p>
',NULL);
INSERT INTO "note" VALUES(3,7,2,'2026-11-24 11:05:00.000000','Third time. I closed both earlier ones without anyone opening the old unit. Please **no third replacement** before the bench has seen it.','<p>Third time. I closed both earlier ones without anyone opening the old unit. Please <strong>no third replacement</strong> before the bench has seen it.</p>
',NULL);
INSERT INTO "note" VALUES(4,7,1,'2026-11-26 11:00:00.000000','Probes: boiler at top and flank, fuse body, ambient. Log file on the bench laptop.','<p>Probes: boiler at top and flank, fuse body, ambient. Log file on the bench laptop.</p>
',NULL);
INSERT INTO "note" VALUES(5,10,3,'2026-11-26 12:50:00.000000','The valve is stuck fast. Needs a night in citric acid, so the promise has to move. Tell her.','<p>The valve is stuck fast. Needs a night in citric acid, so the promise has to move. Tell her.</p>
',NULL);
INSERT INTO "note" VALUES(6,8,2,'2026-11-27 09:24:00.000000','Supplier: two weeks at worst. Ask them again before the promise, not after it.','<p>Supplier: two weeks at worst. Ask them again before the promise, not after it.</p>
',NULL);
INSERT INTO "note" VALUES(7,11,1,'2026-11-27 10:04:00.000000','The software people have not called back. Write to Kenji even if they don’t.','<p>The software people have not called back. Write to Kenji even if they don’t.</p>
',NULL);
INSERT INTO "note" VALUES(8,7,1,'2026-11-27 11:45:00.000000','Fuse trips at 94 °C instead of 106. Batch **7C**, the same as the one fitted in April. Tom, can you block 7C in the store? There must be more of them out there.','<p>Fuse trips at 94 °C instead of 106. Batch <strong>7C</strong>, the same as the one fitted in April. Tom, can you block 7C in the store? There must be more of them out there.</p>
',NULL);
INSERT INTO "note" VALUES(9,9,1,'2026-11-27 14:14:00.000000','Pressure test running on rig 2, 1.4 bar. If it holds: post it today, express, no charge.','<p>Pressure test running on rig 2, 1.4 bar. If it holds: post it today, express, no charge.</p>
',NULL);
CREATE TABLE outgoing (
	id INTEGER NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	kind VARCHAR(24) NOT NULL, 
	"to" VARCHAR(8) NOT NULL, 
	created_at DATETIME NOT NULL, 
	sent_at DATETIME, 
	CONSTRAINT pk_outgoing PRIMARY KEY (id), 
	CONSTRAINT fk_outgoing_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
);
INSERT INTO "outgoing" VALUES(1,1,2,'letter','customer','2026-04-27 10:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(2,1,4,'letter','customer','2026-04-28 06:14:00.000000',NULL);
INSERT INTO "outgoing" VALUES(3,1,5,'letter','customer','2026-04-29 13:14:00.000000',NULL);
INSERT INTO "outgoing" VALUES(4,1,6,'confirmed','owner','2026-04-29 14:44:00.000000',NULL);
INSERT INTO "outgoing" VALUES(5,2,2,'letter','customer','2026-09-12 09:40:00.000000',NULL);
INSERT INTO "outgoing" VALUES(6,2,4,'letter','customer','2026-09-14 09:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(7,2,5,'reply','owner','2026-09-17 06:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(8,2,6,'letter','customer','2026-09-17 11:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(9,2,7,'confirmed','owner','2026-09-17 13:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(10,3,2,'letter','customer','2026-09-21 08:30:00.000000',NULL);
INSERT INTO "outgoing" VALUES(11,3,4,'letter','customer','2026-09-22 08:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(12,3,5,'letter','customer','2026-09-22 13:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(13,3,6,'letter','customer','2026-09-23 12:30:00.000000',NULL);
INSERT INTO "outgoing" VALUES(14,3,8,'reply','owner','2026-09-24 10:20:00.000000',NULL);
INSERT INTO "outgoing" VALUES(15,3,9,'letter','customer','2026-09-24 13:20:00.000000',NULL);
INSERT INTO "outgoing" VALUES(16,3,10,'letter','customer','2026-09-27 13:50:00.000000',NULL);
INSERT INTO "outgoing" VALUES(17,3,11,'letter','customer','2026-09-28 12:20:00.000000',NULL);
INSERT INTO "outgoing" VALUES(18,3,12,'letter','customer','2026-09-29 07:50:00.000000',NULL);
INSERT INTO "outgoing" VALUES(19,3,13,'letter','customer','2026-09-30 06:20:00.000000',NULL);
INSERT INTO "outgoing" VALUES(20,3,14,'letter','customer','2026-09-30 11:20:00.000000',NULL);
INSERT INTO "outgoing" VALUES(21,3,15,'letter','customer','2026-10-01 10:50:00.000000',NULL);
INSERT INTO "outgoing" VALUES(22,3,16,'letter','customer','2026-10-04 08:20:00.000000',NULL);
INSERT INTO "outgoing" VALUES(23,3,17,'letter','customer','2026-10-05 08:50:00.000000',NULL);
INSERT INTO "outgoing" VALUES(24,3,19,'reply','owner','2026-10-06 07:40:00.000000',NULL);
INSERT INTO "outgoing" VALUES(25,3,20,'letter','customer','2026-10-06 10:40:00.000000',NULL);
INSERT INTO "outgoing" VALUES(26,3,21,'letter','customer','2026-10-07 06:10:00.000000',NULL);
INSERT INTO "outgoing" VALUES(27,3,22,'letter','customer','2026-10-07 13:10:00.000000',NULL);
INSERT INTO "outgoing" VALUES(28,3,23,'letter','customer','2026-10-08 09:40:00.000000',NULL);
INSERT INTO "outgoing" VALUES(29,3,24,'letter','customer','2026-10-11 09:10:00.000000',NULL);
INSERT INTO "outgoing" VALUES(30,3,25,'letter','customer','2026-10-12 06:40:00.000000',NULL);
INSERT INTO "outgoing" VALUES(31,3,26,'letter','customer','2026-10-13 07:10:00.000000',NULL);
INSERT INTO "outgoing" VALUES(32,3,27,'letter','customer','2026-10-13 14:10:00.000000',NULL);
INSERT INTO "outgoing" VALUES(33,3,28,'letter','customer','2026-10-14 09:40:00.000000',NULL);
INSERT INTO "outgoing" VALUES(34,3,30,'reply','owner','2026-10-15 08:30:00.000000',NULL);
INSERT INTO "outgoing" VALUES(35,3,31,'letter','customer','2026-10-15 11:30:00.000000',NULL);
INSERT INTO "outgoing" VALUES(36,3,32,'letter','customer','2026-10-18 08:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(37,3,33,'letter','customer','2026-10-19 07:30:00.000000',NULL);
INSERT INTO "outgoing" VALUES(38,3,34,'letter','customer','2026-10-19 13:30:00.000000',NULL);
INSERT INTO "outgoing" VALUES(39,3,35,'letter','customer','2026-10-20 14:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(40,3,36,'letter','customer','2026-10-21 12:30:00.000000',NULL);
INSERT INTO "outgoing" VALUES(41,3,37,'letter','customer','2026-10-22 08:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(42,4,2,'letter','customer','2026-10-22 08:30:00.000000',NULL);
INSERT INTO "outgoing" VALUES(43,3,38,'letter','customer','2026-10-25 06:30:00.000000',NULL);
INSERT INTO "outgoing" VALUES(44,3,39,'letter','customer','2026-10-25 11:30:00.000000',NULL);
INSERT INTO "outgoing" VALUES(45,3,41,'reply','owner','2026-10-26 11:20:00.000000',NULL);
INSERT INTO "outgoing" VALUES(46,3,42,'letter','customer','2026-10-26 14:20:00.000000',NULL);
INSERT INTO "outgoing" VALUES(47,3,43,'letter','customer','2026-10-27 11:50:00.000000',NULL);
INSERT INTO "outgoing" VALUES(48,4,3,'letter','customer','2026-10-28 08:30:00.000000',NULL);
INSERT INTO "outgoing" VALUES(49,3,44,'letter','customer','2026-10-28 12:20:00.000000',NULL);
INSERT INTO "outgoing" VALUES(50,3,45,'letter','customer','2026-10-29 10:50:00.000000',NULL);
INSERT INTO "outgoing" VALUES(51,3,46,'letter','customer','2026-11-01 06:20:00.000000',NULL);
INSERT INTO "outgoing" VALUES(52,3,47,'letter','customer','2026-11-01 13:20:00.000000',NULL);
INSERT INTO "outgoing" VALUES(53,3,48,'letter','customer','2026-11-02 09:50:00.000000',NULL);
INSERT INTO "outgoing" VALUES(54,3,49,'letter','customer','2026-11-03 09:20:00.000000',NULL);
INSERT INTO "outgoing" VALUES(55,3,50,'letter','customer','2026-11-04 06:50:00.000000',NULL);
INSERT INTO "outgoing" VALUES(56,3,52,'reply','owner','2026-11-05 07:40:00.000000',NULL);
INSERT INTO "outgoing" VALUES(57,3,53,'letter','customer','2026-11-05 10:40:00.000000',NULL);
INSERT INTO "outgoing" VALUES(58,4,4,'closed','customer','2026-11-07 12:30:00.000000',NULL);
INSERT INTO "outgoing" VALUES(59,3,54,'letter','customer','2026-11-08 09:10:00.000000',NULL);
INSERT INTO "outgoing" VALUES(60,3,55,'letter','customer','2026-11-08 13:10:00.000000',NULL);
INSERT INTO "outgoing" VALUES(61,3,56,'letter','customer','2026-11-09 11:40:00.000000',NULL);
INSERT INTO "outgoing" VALUES(62,3,57,'letter','customer','2026-11-10 08:10:00.000000',NULL);
INSERT INTO "outgoing" VALUES(63,3,58,'letter','customer','2026-11-11 07:40:00.000000',NULL);
INSERT INTO "outgoing" VALUES(64,3,59,'letter','customer','2026-11-11 13:40:00.000000',NULL);
INSERT INTO "outgoing" VALUES(65,5,2,'letter','customer','2026-11-12 13:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(66,3,60,'letter','customer','2026-11-12 14:10:00.000000',NULL);
INSERT INTO "outgoing" VALUES(67,5,3,'letter','customer','2026-11-13 12:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(68,5,4,'reply','owner','2026-11-14 02:04:00.000000',NULL);
INSERT INTO "outgoing" VALUES(69,3,61,'letter','customer','2026-11-15 12:40:00.000000',NULL);
INSERT INTO "outgoing" VALUES(70,3,63,'reply','owner','2026-11-16 08:30:00.000000',NULL);
INSERT INTO "outgoing" VALUES(71,3,64,'letter','customer','2026-11-16 11:30:00.000000',NULL);
INSERT INTO "outgoing" VALUES(72,5,5,'confirmed','owner','2026-11-17 02:04:00.000000',NULL);
INSERT INTO "outgoing" VALUES(73,3,65,'letter','customer','2026-11-17 10:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(74,3,66,'letter','customer','2026-11-18 06:30:00.000000',NULL);
INSERT INTO "outgoing" VALUES(75,3,67,'letter','customer','2026-11-19 06:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(76,3,68,'letter','customer','2026-11-19 12:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(77,3,69,'letter','customer','2026-11-22 12:30:00.000000',NULL);
INSERT INTO "outgoing" VALUES(78,6,2,'letter','customer','2026-11-23 06:30:00.000000',NULL);
INSERT INTO "outgoing" VALUES(79,3,70,'letter','customer','2026-11-23 11:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(80,3,71,'letter','customer','2026-11-24 06:30:00.000000',NULL);
INSERT INTO "outgoing" VALUES(81,6,4,'letter','customer','2026-11-24 07:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(82,7,2,'letter','customer','2026-11-24 08:35:00.000000',NULL);
INSERT INTO "outgoing" VALUES(83,7,3,'handover','customer','2026-11-24 11:35:00.000000',NULL);
INSERT INTO "outgoing" VALUES(84,7,4,'letter','customer','2026-11-24 12:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(85,3,72,'letter','customer','2026-11-24 13:30:00.000000',NULL);
INSERT INTO "outgoing" VALUES(86,8,2,'letter','customer','2026-11-25 07:10:00.000000',NULL);
INSERT INTO "outgoing" VALUES(87,7,6,'reply','owner','2026-11-25 09:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(88,9,2,'letter','customer','2026-11-25 10:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(89,3,74,'reply','owner','2026-11-25 10:20:00.000000',NULL);
INSERT INTO "outgoing" VALUES(90,10,2,'letter','customer','2026-11-25 11:35:00.000000',NULL);
INSERT INTO "outgoing" VALUES(91,3,75,'letter','customer','2026-11-25 13:20:00.000000',NULL);
INSERT INTO "outgoing" VALUES(92,7,7,'letter','customer','2026-11-25 14:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(93,11,2,'letter','customer','2026-11-25 14:04:00.000000',NULL);
INSERT INTO "outgoing" VALUES(94,6,5,'reply','owner','2026-11-25 16:30:00.000000',NULL);
INSERT INTO "outgoing" VALUES(95,6,6,'letter','customer','2026-11-26 06:30:00.000000',NULL);
INSERT INTO "outgoing" VALUES(96,8,4,'letter','customer','2026-11-26 08:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(97,10,4,'letter','customer','2026-11-26 10:50:00.000000',NULL);
INSERT INTO "outgoing" VALUES(98,9,4,'letter','customer','2026-11-26 11:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(99,12,2,'letter','customer','2026-11-26 12:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(100,11,4,'letter','customer','2026-11-26 12:04:00.000000',NULL);
INSERT INTO "outgoing" VALUES(101,3,76,'letter','customer','2026-11-26 12:50:00.000000',NULL);
INSERT INTO "outgoing" VALUES(102,7,8,'letter','customer','2026-11-26 13:00:00.000000',NULL);
INSERT INTO "outgoing" VALUES(103,10,5,'promise_moved','customer','2026-11-26 13:30:00.000000',NULL);
INSERT INTO "outgoing" VALUES(104,8,5,'reply','owner','2026-11-26 21:24:00.000000',NULL);
INSERT INTO "outgoing" VALUES(105,12,3,'heard_not_quite','owner','2026-11-27 01:24:00.000000',NULL);
INSERT INTO "outgoing" VALUES(106,5,6,'reopened','owner','2026-11-27 02:04:00.000000',NULL);
INSERT INTO "outgoing" VALUES(107,12,4,'reply','owner','2026-11-27 04:24:00.000000',NULL);
INSERT INTO "outgoing" VALUES(108,9,5,'reply','owner','2026-11-27 08:04:00.000000',NULL);
INSERT INTO "outgoing" VALUES(109,8,6,'letter','customer','2026-11-27 10:04:00.000000',NULL);
INSERT INTO "outgoing" VALUES(110,7,10,'letter','customer','2026-11-27 12:25:00.000000',NULL);
INSERT INTO "outgoing" VALUES(111,9,6,'letter','customer','2026-11-27 13:04:00.000000',NULL);
INSERT INTO "outgoing" VALUES(112,12,5,'call_asked','owner','2026-11-27 14:24:00.000000',NULL);
INSERT INTO "outgoing" VALUES(113,13,2,'letter','customer','2026-11-27 14:29:00.000000',NULL);
INSERT INTO "outgoing" VALUES(114,10,6,'reply','owner','2026-11-27 14:34:00.000000',NULL);
INSERT INTO "outgoing" VALUES(115,7,12,'reply','owner','2026-11-27 14:38:00.000000',NULL);
CREATE TABLE photo (
	name VARCHAR(40) NOT NULL, 
	data BLOB NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_photo PRIMARY KEY (name)
);
INSERT INTO "photo" VALUES('1d7a8c80c82b5143ae8f059fd65f78ae.webp',X'52494646DE0000005745425056503820D2000000D014009D012A200120013E61309648A4232221202800800C09696EE177611EDC000013D807BED9390F7DB2721EFB64E43DF6C9C87BED9390F7DB2721EFB64E43DF6C9C87BED9390F7DB2721EFB64E43DF6C9C87BED9390F7DB2721EFB64E43DF6C9C87BED9390F7DB2721EFB64E43DF6C9C87BED9390F7DB2721EFB64E43DF6C9C87BED9390F7DB2721EFB64E43DF6C9C87BED9390F7DB2721EFB64E43DF6C9C87BED9390F7DB2721EFB64E43DF58000FEFFB2DDFFFEA2220A4961FFFFD348FF8D23FE348FA1400000000000000000000000','2026-11-27 15:04:00.000000');
CREATE TABLE presence (
	ticket_id INTEGER NOT NULL, 
	agent_id INTEGER NOT NULL, 
	doing VARCHAR(8) NOT NULL, 
	until DATETIME NOT NULL, 
	CONSTRAINT pk_presence PRIMARY KEY (ticket_id, agent_id, doing), 
	CONSTRAINT fk_presence_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
);
INSERT INTO "presence" VALUES(7,0,'reading','2026-11-27 15:04:40.000000');
CREATE TABLE promise (
	id INTEGER NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	agent_id INTEGER NOT NULL, 
	kind VARCHAR(8) NOT NULL, 
	made_at DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	zone VARCHAR(64) NOT NULL, 
	wall VARCHAR(16) NOT NULL, 
	outcome VARCHAR(8) NOT NULL, 
	settled_at DATETIME, 
	origin_id INTEGER, 
	moves INTEGER NOT NULL, 
	CONSTRAINT pk_promise PRIMARY KEY (id), 
	CONSTRAINT fk_promise_agent_id FOREIGN KEY(agent_id) REFERENCES agent (id), 
	CONSTRAINT fk_promise_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
);
INSERT INTO "promise" VALUES(1,1,2,'letter','2026-04-27 10:00:00.000000','2026-04-28 07:00:00.000000','Europe/Berlin','2026-04-28T09:00','kept','2026-04-28 06:14:00.000000',NULL,0);
INSERT INTO "promise" VALUES(2,1,2,'letter','2026-04-28 06:14:00.000000','2026-04-30 06:30:00.000000','Europe/Berlin','2026-04-30T08:30','kept','2026-04-29 13:14:00.000000',NULL,0);
INSERT INTO "promise" VALUES(3,2,2,'letter','2026-09-12 09:40:00.000000','2026-09-14 10:30:00.000000','Europe/Berlin','2026-09-14T12:30','kept','2026-09-14 09:00:00.000000',NULL,0);
INSERT INTO "promise" VALUES(4,2,2,'letter','2026-09-14 09:00:00.000000','2026-09-17 12:00:00.000000','Europe/Berlin','2026-09-17T14:00','kept','2026-09-17 11:00:00.000000',NULL,0);
INSERT INTO "promise" VALUES(5,3,3,'letter','2026-09-21 08:30:00.000000','2026-09-22 09:00:00.000000','Asia/Amman','2026-09-22T12:00','kept','2026-09-22 08:00:00.000000',NULL,0);
INSERT INTO "promise" VALUES(6,3,3,'letter','2026-09-22 08:00:00.000000','2026-09-23 07:00:00.000000','Asia/Amman','2026-09-23T10:00','kept','2026-09-22 13:00:00.000000',NULL,0);
INSERT INTO "promise" VALUES(7,3,3,'letter','2026-09-22 13:00:00.000000','2026-09-23 13:00:00.000000','Asia/Amman','2026-09-23T16:00','kept','2026-09-23 12:30:00.000000',NULL,0);
INSERT INTO "promise" VALUES(8,3,3,'letter','2026-09-23 12:30:00.000000','2026-09-27 07:00:00.000000','Asia/Amman','2026-09-27T10:00','kept','2026-09-24 13:20:00.000000',NULL,0);
INSERT INTO "promise" VALUES(9,3,3,'letter','2026-09-24 13:20:00.000000','2026-09-28 06:30:00.000000','Asia/Amman','2026-09-28T09:30','kept','2026-09-27 13:50:00.000000',NULL,0);
INSERT INTO "promise" VALUES(10,3,3,'letter','2026-09-27 13:50:00.000000','2026-09-28 13:30:00.000000','Asia/Amman','2026-09-28T16:30','kept','2026-09-28 12:20:00.000000',NULL,0);
INSERT INTO "promise" VALUES(11,3,3,'letter','2026-09-28 12:20:00.000000','2026-09-29 10:30:00.000000','Asia/Amman','2026-09-29T13:30','kept','2026-09-29 07:50:00.000000',NULL,0);
INSERT INTO "promise" VALUES(12,3,3,'letter','2026-09-29 07:50:00.000000','2026-09-30 07:00:00.000000','Asia/Amman','2026-09-30T10:00','kept','2026-09-30 06:20:00.000000',NULL,0);
INSERT INTO "promise" VALUES(13,3,3,'letter','2026-09-30 06:20:00.000000','2026-09-30 13:30:00.000000','Asia/Amman','2026-09-30T16:30','kept','2026-09-30 11:20:00.000000',NULL,0);
INSERT INTO "promise" VALUES(14,3,3,'letter','2026-09-30 11:20:00.000000','2026-10-01 12:00:00.000000','Asia/Amman','2026-10-01T15:00','kept','2026-10-01 10:50:00.000000',NULL,0);
INSERT INTO "promise" VALUES(15,3,3,'letter','2026-10-01 10:50:00.000000','2026-10-04 09:30:00.000000','Asia/Amman','2026-10-04T12:30','kept','2026-10-04 08:20:00.000000',NULL,0);
INSERT INTO "promise" VALUES(16,3,3,'letter','2026-10-04 08:20:00.000000','2026-10-05 11:30:00.000000','Asia/Amman','2026-10-05T14:30','kept','2026-10-05 08:50:00.000000',NULL,0);
INSERT INTO "promise" VALUES(17,3,3,'letter','2026-10-05 08:50:00.000000','2026-10-06 11:30:00.000000','Asia/Amman','2026-10-06T14:30','kept','2026-10-06 10:40:00.000000',NULL,0);
INSERT INTO "promise" VALUES(18,3,3,'letter','2026-10-06 10:40:00.000000','2026-10-07 08:00:00.000000','Asia/Amman','2026-10-07T11:00','kept','2026-10-07 06:10:00.000000',NULL,0);
INSERT INTO "promise" VALUES(19,3,3,'letter','2026-10-07 06:10:00.000000','2026-10-07 14:00:00.000000','Asia/Amman','2026-10-07T17:00','kept','2026-10-07 13:10:00.000000',NULL,0);
INSERT INTO "promise" VALUES(20,3,3,'letter','2026-10-07 13:10:00.000000','2026-10-08 11:00:00.000000','Asia/Amman','2026-10-08T14:00','kept','2026-10-08 09:40:00.000000',NULL,0);
INSERT INTO "promise" VALUES(21,3,3,'letter','2026-10-08 09:40:00.000000','2026-10-11 08:00:00.000000','Asia/Amman','2026-10-11T11:00','late','2026-10-11 09:10:00.000000',NULL,0);
INSERT INTO "promise" VALUES(22,3,3,'letter','2026-10-11 09:10:00.000000','2026-10-12 09:30:00.000000','Asia/Amman','2026-10-12T12:30','kept','2026-10-12 06:40:00.000000',NULL,0);
INSERT INTO "promise" VALUES(23,3,3,'letter','2026-10-12 06:40:00.000000','2026-10-13 08:00:00.000000','Asia/Amman','2026-10-13T11:00','kept','2026-10-13 07:10:00.000000',NULL,0);
INSERT INTO "promise" VALUES(24,3,3,'letter','2026-10-13 07:10:00.000000','2026-10-14 07:30:00.000000','Asia/Amman','2026-10-14T10:30','kept','2026-10-13 14:10:00.000000',NULL,0);
INSERT INTO "promise" VALUES(25,3,3,'letter','2026-10-13 14:10:00.000000','2026-10-14 10:30:00.000000','Asia/Amman','2026-10-14T13:30','kept','2026-10-14 09:40:00.000000',NULL,0);
INSERT INTO "promise" VALUES(26,3,3,'letter','2026-10-14 09:40:00.000000','2026-10-15 12:30:00.000000','Asia/Amman','2026-10-15T15:30','kept','2026-10-15 11:30:00.000000',NULL,0);
INSERT INTO "promise" VALUES(27,3,3,'letter','2026-10-15 11:30:00.000000','2026-10-18 10:30:00.000000','Asia/Amman','2026-10-18T13:30','kept','2026-10-18 08:00:00.000000',NULL,0);
INSERT INTO "promise" VALUES(28,3,3,'letter','2026-10-18 08:00:00.000000','2026-10-19 08:00:00.000000','Asia/Amman','2026-10-19T11:00','kept','2026-10-19 07:30:00.000000',NULL,0);
INSERT INTO "promise" VALUES(29,3,3,'letter','2026-10-19 07:30:00.000000','2026-10-20 07:00:00.000000','Asia/Amman','2026-10-20T10:00','kept','2026-10-19 13:30:00.000000',NULL,0);
INSERT INTO "promise" VALUES(30,3,3,'letter','2026-10-19 13:30:00.000000','2026-10-21 06:30:00.000000','Asia/Amman','2026-10-21T09:30','kept','2026-10-20 14:00:00.000000',NULL,0);
INSERT INTO "promise" VALUES(31,3,3,'letter','2026-10-20 14:00:00.000000','2026-10-21 13:30:00.000000','Asia/Amman','2026-10-21T16:30','kept','2026-10-21 12:30:00.000000',NULL,0);
INSERT INTO "promise" VALUES(32,3,3,'letter','2026-10-21 12:30:00.000000','2026-10-22 10:30:00.000000','Asia/Amman','2026-10-22T13:30','kept','2026-10-22 08:00:00.000000',NULL,0);
INSERT INTO "promise" VALUES(33,3,3,'letter','2026-10-22 08:00:00.000000','2026-10-25 07:00:00.000000','Asia/Amman','2026-10-25T10:00','kept','2026-10-25 06:30:00.000000',NULL,0);
INSERT INTO "promise" VALUES(34,4,2,'letter','2026-10-22 08:30:00.000000','2026-10-28 11:30:00.000000','Europe/Berlin','2026-10-28T12:30','kept','2026-10-28 08:30:00.000000',NULL,0);
INSERT INTO "promise" VALUES(35,3,3,'letter','2026-10-25 06:30:00.000000','2026-10-25 13:30:00.000000','Asia/Amman','2026-10-25T16:30','kept','2026-10-25 11:30:00.000000',NULL,0);
INSERT INTO "promise" VALUES(36,3,3,'letter','2026-10-25 11:30:00.000000','2026-10-27 07:00:00.000000','Asia/Amman','2026-10-27T10:00','kept','2026-10-26 14:20:00.000000',NULL,0);
INSERT INTO "promise" VALUES(37,3,3,'letter','2026-10-26 14:20:00.000000','2026-10-27 13:00:00.000000','Asia/Amman','2026-10-27T16:00','kept','2026-10-27 11:50:00.000000',NULL,0);
INSERT INTO "promise" VALUES(38,3,3,'letter','2026-10-27 11:50:00.000000','2026-10-29 06:30:00.000000','Asia/Amman','2026-10-29T09:30','kept','2026-10-28 12:20:00.000000',NULL,0);
INSERT INTO "promise" VALUES(39,3,3,'letter','2026-10-28 12:20:00.000000','2026-10-29 11:30:00.000000','Asia/Amman','2026-10-29T14:30','kept','2026-10-29 10:50:00.000000',NULL,0);
INSERT INTO "promise" VALUES(40,3,3,'letter','2026-10-29 10:50:00.000000','2026-11-01 08:30:00.000000','Asia/Amman','2026-11-01T11:30','kept','2026-11-01 06:20:00.000000',NULL,0);
INSERT INTO "promise" VALUES(41,3,3,'letter','2026-11-01 06:20:00.000000','2026-11-01 14:30:00.000000','Asia/Amman','2026-11-01T17:30','kept','2026-11-01 13:20:00.000000',NULL,0);
INSERT INTO "promise" VALUES(42,3,3,'letter','2026-11-01 13:20:00.000000','2026-11-02 11:00:00.000000','Asia/Amman','2026-11-02T14:00','kept','2026-11-02 09:50:00.000000',NULL,0);
INSERT INTO "promise" VALUES(43,3,3,'letter','2026-11-02 09:50:00.000000','2026-11-03 12:00:00.000000','Asia/Amman','2026-11-03T15:00','kept','2026-11-03 09:20:00.000000',NULL,0);
INSERT INTO "promise" VALUES(44,3,3,'letter','2026-11-03 09:20:00.000000','2026-11-04 07:30:00.000000','Asia/Amman','2026-11-04T10:30','kept','2026-11-04 06:50:00.000000',NULL,0);
INSERT INTO "promise" VALUES(45,3,3,'letter','2026-11-04 06:50:00.000000','2026-11-05 12:30:00.000000','Asia/Amman','2026-11-05T15:30','kept','2026-11-05 10:40:00.000000',NULL,0);
INSERT INTO "promise" VALUES(46,3,3,'letter','2026-11-05 10:40:00.000000','2026-11-08 06:30:00.000000','Asia/Amman','2026-11-08T09:30','late','2026-11-08 09:10:00.000000',NULL,0);
INSERT INTO "promise" VALUES(47,3,3,'letter','2026-11-08 09:10:00.000000','2026-11-08 14:00:00.000000','Asia/Amman','2026-11-08T17:00','kept','2026-11-08 13:10:00.000000',NULL,0);
INSERT INTO "promise" VALUES(48,3,3,'letter','2026-11-08 13:10:00.000000','2026-11-09 13:00:00.000000','Asia/Amman','2026-11-09T16:00','kept','2026-11-09 11:40:00.000000',NULL,0);
INSERT INTO "promise" VALUES(49,3,3,'letter','2026-11-09 11:40:00.000000','2026-11-10 11:00:00.000000','Asia/Amman','2026-11-10T14:00','kept','2026-11-10 08:10:00.000000',NULL,0);
INSERT INTO "promise" VALUES(50,3,3,'letter','2026-11-10 08:10:00.000000','2026-11-11 08:30:00.000000','Asia/Amman','2026-11-11T11:30','kept','2026-11-11 07:40:00.000000',NULL,0);
INSERT INTO "promise" VALUES(51,3,3,'letter','2026-11-11 07:40:00.000000','2026-11-12 07:00:00.000000','Asia/Amman','2026-11-12T10:00','kept','2026-11-11 13:40:00.000000',NULL,0);
INSERT INTO "promise" VALUES(52,3,3,'letter','2026-11-11 13:40:00.000000','2026-11-15 06:30:00.000000','Asia/Amman','2026-11-15T09:30','kept','2026-11-12 14:10:00.000000',NULL,0);
INSERT INTO "promise" VALUES(53,5,2,'letter','2026-11-12 13:00:00.000000','2026-11-13 13:30:00.000000','Europe/Berlin','2026-11-13T14:30','kept','2026-11-13 12:00:00.000000',NULL,0);
INSERT INTO "promise" VALUES(54,3,3,'letter','2026-11-12 14:10:00.000000','2026-11-15 14:00:00.000000','Asia/Amman','2026-11-15T17:00','kept','2026-11-15 12:40:00.000000',NULL,0);
INSERT INTO "promise" VALUES(55,3,3,'letter','2026-11-15 12:40:00.000000','2026-11-16 14:00:00.000000','Asia/Amman','2026-11-16T17:00','kept','2026-11-16 11:30:00.000000',NULL,0);
INSERT INTO "promise" VALUES(56,3,3,'letter','2026-11-16 11:30:00.000000','2026-11-17 10:30:00.000000','Asia/Amman','2026-11-17T13:30','kept','2026-11-17 10:00:00.000000',NULL,0);
INSERT INTO "promise" VALUES(57,3,3,'letter','2026-11-17 10:00:00.000000','2026-11-18 08:30:00.000000','Asia/Amman','2026-11-18T11:30','kept','2026-11-18 06:30:00.000000',NULL,0);
INSERT INTO "promise" VALUES(58,3,3,'letter','2026-11-18 06:30:00.000000','2026-11-19 07:00:00.000000','Asia/Amman','2026-11-19T10:00','kept','2026-11-19 06:00:00.000000',NULL,0);
INSERT INTO "promise" VALUES(59,3,3,'letter','2026-11-19 06:00:00.000000','2026-11-19 13:00:00.000000','Asia/Amman','2026-11-19T16:00','kept','2026-11-19 12:00:00.000000',NULL,0);
INSERT INTO "promise" VALUES(60,3,3,'letter','2026-11-19 12:00:00.000000','2026-11-23 06:30:00.000000','Asia/Amman','2026-11-23T09:30','kept','2026-11-22 12:30:00.000000',NULL,0);
INSERT INTO "promise" VALUES(61,3,3,'letter','2026-11-22 12:30:00.000000','2026-11-23 11:30:00.000000','Asia/Amman','2026-11-23T14:30','kept','2026-11-23 11:00:00.000000',NULL,0);
INSERT INTO "promise" VALUES(62,6,3,'letter','2026-11-23 06:30:00.000000','2026-11-24 09:00:00.000000','Asia/Amman','2026-11-24T12:00','kept','2026-11-24 07:00:00.000000',NULL,0);
INSERT INTO "promise" VALUES(63,3,3,'letter','2026-11-23 11:00:00.000000','2026-11-24 08:30:00.000000','Asia/Amman','2026-11-24T11:30','kept','2026-11-24 06:30:00.000000',NULL,0);
INSERT INTO "promise" VALUES(64,3,3,'letter','2026-11-24 06:30:00.000000','2026-11-24 14:30:00.000000','Asia/Amman','2026-11-24T17:30','kept','2026-11-24 13:30:00.000000',NULL,0);
INSERT INTO "promise" VALUES(65,6,3,'letter','2026-11-24 07:00:00.000000','2026-11-26 08:30:00.000000','Asia/Amman','2026-11-26T11:30','kept','2026-11-26 06:30:00.000000',NULL,0);
INSERT INTO "promise" VALUES(66,7,2,'letter','2026-11-24 08:35:00.000000','2026-11-24 13:00:00.000000','Europe/Berlin','2026-11-24T14:00','kept','2026-11-24 12:00:00.000000',NULL,0);
INSERT INTO "promise" VALUES(67,7,1,'letter','2026-11-24 12:00:00.000000','2026-11-25 16:00:00.000000','Europe/Lisbon','2026-11-25T16:00','kept','2026-11-25 14:00:00.000000',NULL,0);
INSERT INTO "promise" VALUES(68,3,3,'letter','2026-11-24 13:30:00.000000','2026-11-25 14:30:00.000000','Asia/Amman','2026-11-25T17:30','kept','2026-11-25 13:20:00.000000',NULL,0);
INSERT INTO "promise" VALUES(69,8,2,'letter','2026-11-25 07:10:00.000000','2026-11-26 10:00:00.000000','Europe/Berlin','2026-11-26T11:00','kept','2026-11-26 08:00:00.000000',NULL,0);
INSERT INTO "promise" VALUES(70,9,1,'letter','2026-11-25 10:00:00.000000','2026-11-26 09:30:00.000000','Europe/Lisbon','2026-11-26T09:30','late','2026-11-26 11:00:00.000000',NULL,0);
INSERT INTO "promise" VALUES(71,10,3,'letter','2026-11-25 11:35:00.000000','2026-11-26 12:30:00.000000','Asia/Amman','2026-11-26T15:30','kept','2026-11-26 10:50:00.000000',NULL,0);
INSERT INTO "promise" VALUES(72,3,3,'letter','2026-11-25 13:20:00.000000','2026-11-29 07:00:00.000000','Asia/Amman','2026-11-29T10:00','kept','2026-11-26 12:50:00.000000',NULL,0);
INSERT INTO "promise" VALUES(73,7,1,'letter','2026-11-25 14:00:00.000000','2026-11-26 14:00:00.000000','Europe/Lisbon','2026-11-26T14:00','kept','2026-11-26 13:00:00.000000',NULL,0);
INSERT INTO "promise" VALUES(74,11,1,'letter','2026-11-25 14:04:00.000000','2026-11-26 13:00:00.000000','Europe/Lisbon','2026-11-26T13:00','kept','2026-11-26 12:04:00.000000',NULL,0);
INSERT INTO "promise" VALUES(75,8,2,'letter','2026-11-26 08:00:00.000000','2026-11-27 11:30:00.000000','Europe/Berlin','2026-11-27T12:30','kept','2026-11-27 10:04:00.000000',NULL,0);
INSERT INTO "promise" VALUES(76,10,3,'letter','2026-11-26 10:50:00.000000','2026-11-29 06:30:00.000000','Asia/Amman','2026-11-29T09:30','moved','2026-11-26 13:30:00.000000',NULL,0);
INSERT INTO "promise" VALUES(77,9,1,'letter','2026-11-26 11:00:00.000000','2026-11-27 14:30:00.000000','Europe/Lisbon','2026-11-27T14:30','kept','2026-11-27 13:04:00.000000',NULL,0);
INSERT INTO "promise" VALUES(78,12,1,'letter','2026-11-26 12:00:00.000000','2026-11-30 09:30:00.000000','Europe/Lisbon','2026-11-30T09:30','open',NULL,NULL,0);
INSERT INTO "promise" VALUES(79,11,1,'letter','2026-11-26 12:04:00.000000','2026-11-27 13:00:00.000000','Europe/Lisbon','2026-11-27T13:00','open',NULL,NULL,0);
INSERT INTO "promise" VALUES(80,3,3,'letter','2026-11-26 12:50:00.000000','2026-11-29 07:00:00.000000','Asia/Amman','2026-11-29T10:00','open',NULL,NULL,0);
INSERT INTO "promise" VALUES(81,7,1,'letter','2026-11-26 13:00:00.000000','2026-11-27 15:00:00.000000','Europe/Lisbon','2026-11-27T15:00','kept','2026-11-27 12:25:00.000000',NULL,0);
INSERT INTO "promise" VALUES(82,10,3,'letter','2026-11-26 13:30:00.000000','2026-11-29 10:00:00.000000','Asia/Amman','2026-11-29T13:00','open',NULL,76,1);
INSERT INTO "promise" VALUES(83,8,2,'letter','2026-11-27 10:04:00.000000','2026-12-01 08:30:00.000000','Europe/Berlin','2026-12-01T09:30','open',NULL,NULL,0);
INSERT INTO "promise" VALUES(84,7,1,'letter','2026-11-27 12:25:00.000000','2026-11-30 15:30:00.000000','Europe/Lisbon','2026-11-30T15:30','open',NULL,NULL,0);
INSERT INTO "promise" VALUES(85,9,1,'letter','2026-11-27 13:04:00.000000','2026-11-27 15:30:00.000000','Europe/Lisbon','2026-11-27T15:30','open',NULL,NULL,0);
INSERT INTO "promise" VALUES(86,13,2,'letter','2026-11-27 14:29:00.000000','2026-11-27 16:00:00.000000','Europe/Berlin','2026-11-27T17:00','open',NULL,NULL,0);
CREATE TABLE reply (
	ticket_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	kind VARCHAR(24) NOT NULL, 
	at DATETIME NOT NULL, 
	body VARCHAR NOT NULL, 
	CONSTRAINT pk_reply PRIMARY KEY (ticket_id, version), 
	CONSTRAINT fk_reply_ticket_id FOREIGN KEY(ticket_id, version) REFERENCES event (ticket_id, version)
);
INSERT INTO "reply" VALUES(1,1,'opened','2026-04-27 09:10:00.000000','The lights come on and the pump runs, but the water stays cold. It worked yesterday evening.');
INSERT INTO "reply" VALUES(1,8,'felt','2026-04-29 14:59:00.000000','Quick, and he called the thing by its name.');
INSERT INTO "reply" VALUES(2,1,'opened','2026-09-12 09:15:00.000000','It is cold again, as in April, and this time it smells of hot plastic. I have unplugged it.');
INSERT INTO "reply" VALUES(2,5,'reply','2026-09-17 06:00:00.000000','It has arrived. Same model, so fingers crossed.');
INSERT INTO "reply" VALUES(3,1,'opened','2026-09-20 18:00:00.000000','It stood in my grandfather’s bar until he closed it, and then in a cellar for thirty years. It has a red line behind a little glass and two levers. I don’t need it to be perfect. I would like to pull one coffee on it with my mother there.');
INSERT INTO "reply" VALUES(3,8,'reply','2026-09-24 10:20:00.000000','I read this one aloud to my mother. She laughed, and then she didn’t for a while.');
INSERT INTO "reply" VALUES(3,19,'reply','2026-10-06 07:40:00.000000','Please keep everything that you find, however small.');
INSERT INTO "reply" VALUES(3,30,'reply','2026-10-15 08:30:00.000000','He always said that the left lever talks. So it wasn’t only him.');
INSERT INTO "reply" VALUES(4,1,'opened','2026-10-22 03:30:00.000000','The box says descaler, but there are cleaning tablets in it. My machine asks for descaler.');
INSERT INTO "reply" VALUES(3,41,'reply','2026-10-26 11:20:00.000000','Take the time it needs. I mean it.');
INSERT INTO "reply" VALUES(3,52,'reply','2026-11-05 07:40:00.000000','My daughter asks every evening whether there is a new letter.');
INSERT INTO "reply" VALUES(5,1,'opened','2026-11-12 03:30:00.000000','The wooden handle turns in my hand when I lock it in. I tighten it, and a week later it is loose.');
INSERT INTO "reply" VALUES(5,4,'reply','2026-11-14 02:04:00.000000','Fitted it. Looks good so far, I’ll tell you in a few days.');
INSERT INTO "reply" VALUES(3,63,'reply','2026-11-16 08:30:00.000000','If the plater wants more for leaving the dents in, that is fine.');
INSERT INTO "reply" VALUES(6,1,'opened','2026-11-22 16:30:00.000000','The machine is new, and the hot water tastes of rubber. Coffee is fine. Tea is not.');
INSERT INTO "reply" VALUES(7,1,'opened','2026-11-24 08:21:00.000000','It did it again this morning. It heats up, runs for about ten minutes, and then it is simply off, in the middle of a shot. Last time you sent me the same model and it lasted nine weeks.

I have twelve people here on Saturday the 5th. Please don’t send me another one of the same.');
INSERT INTO "reply" VALUES(8,1,'opened','2026-11-25 06:00:00.000000','Guten Tag, mein Wassertank hat unten einen Haarriss und tropft auf die Arbeitsplatte. Im Laden hieß es, den Tank gebe es nicht einzeln. Ich möchte wegen eines Plastiktanks keine neue Maschine kaufen.');
INSERT INTO "reply" VALUES(9,1,'opened','2026-11-25 07:00:00.000000','For some days now the steam wand has not really closed. It hisses all day and drips on the tray.');
INSERT INTO "reply" VALUES(7,6,'reply','2026-11-25 09:00:00.000000','That’s it exactly. It is packed and by the door. It always dies at about the same moment, when the steam light comes on, if that helps you.');
INSERT INTO "reply" VALUES(10,1,'opened','2026-11-25 09:35:00.000000','السلام عليكم، منذ يومين تصدر الماكينة صوتًا عاليًا مثل الطنين، ولا يخرج منها إلا قطرات قليلة. هي هدية من أمي رحمها الله، ولا أريد أن أستبدلها بغيرها.');
INSERT INTO "reply" VALUES(3,74,'reply','2026-11-25 10:20:00.000000','I read this one aloud to my mother. She laughed, and then she didn’t for a while.');
INSERT INTO "reply" VALUES(11,1,'opened','2026-11-25 12:25:00.000000','I ran the update as your letter said. Since then the grinder stops after two seconds with E05.');
INSERT INTO "reply" VALUES(6,5,'reply','2026-11-25 16:30:00.000000','It came and it clicked. I am running some water through it now.');
INSERT INTO "reply" VALUES(12,1,'opened','2026-11-26 01:00:00.000000','Milk drinks come out lukewarm. I descaled it, twice. The app says everything is fine.');
INSERT INTO "reply" VALUES(8,5,'reply','2026-11-26 21:24:00.000000','Das mit dem Silikon hält tatsächlich. Vielen Dank, so kann ich gut warten.');
INSERT INTO "reply" VALUES(12,3,'heard_not_quite','2026-11-27 01:24:00.000000','It’s not that it is not hot enough. It was fine until your technician changed the milk hose. I said so on the phone, and nobody seems to have written it down.');
INSERT INTO "reply" VALUES(5,6,'reopened','2026-11-27 02:04:00.000000','I was too quick to say yes. It is loose again, longer bolt and all.');
INSERT INTO "reply" VALUES(12,4,'reply','2026-11-27 04:24:00.000000','And the report button in the app does nothing. I’ve pressed it five times.');
INSERT INTO "reply" VALUES(9,5,'reply','2026-11-27 08:04:00.000000','Thanks for saying so. The valve is in the post, express.');
INSERT INTO "reply" VALUES(13,1,'opened','2026-11-27 12:29:00.000000','Noch etwas anderes: Meine Mühle mahlt seit dem Umzug mal fein, mal grob, in derselben Dosis.');
INSERT INTO "reply" VALUES(12,5,'call_asked','2026-11-27 14:24:00.000000','+1 312 555 0175
Any time before noon tomorrow, Chicago time, or after 18:00');
INSERT INTO "reply" VALUES(10,6,'reply','2026-11-27 14:34:00.000000','شكرًا على إخباري قبل الموعد لا بعده. لا داعي للعجلة.');
INSERT INTO "reply" VALUES(7,12,'reply','2026-11-27 14:38:00.000000','Thank you for looking, really. Is there any chance of a loaner for Saturday the 5th, just in case?');
INSERT INTO "reply" VALUES(14,1,'opened','2026-11-27 14:56:00.000000','Hello. The machine is three months old. Since today, when I plug it in, the whole kitchen goes dark. Nothing is wet that I can see. I have not tried again, because my children are around.');
CREATE TABLE share (
	id INTEGER NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	scope VARCHAR(12) NOT NULL, 
	generation INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	withdrawn_at DATETIME, 
	kept_back BOOLEAN NOT NULL, 
	sites JSON NOT NULL, 
	expires_at DATETIME, 
	CONSTRAINT pk_share PRIMARY KEY (id), 
	CONSTRAINT fk_share_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id), 
	CONSTRAINT uq_share_ticket_id_scope UNIQUE (ticket_id, scope)
);
INSERT INTO "share" VALUES(1,1,'private',1,'2026-04-27 09:10:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(2,1,'feed',1,'2026-04-27 09:10:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(3,1,'calendar',1,'2026-04-27 09:10:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(4,2,'private',1,'2026-09-12 09:15:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(5,2,'feed',1,'2026-09-12 09:15:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(6,2,'calendar',1,'2026-09-12 09:15:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(7,3,'private',1,'2026-09-20 18:00:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(8,3,'feed',1,'2026-09-20 18:00:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(9,3,'calendar',1,'2026-09-20 18:00:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(10,4,'private',1,'2026-10-22 03:30:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(11,4,'feed',1,'2026-10-22 03:30:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(12,4,'calendar',1,'2026-10-22 03:30:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(13,5,'private',1,'2026-11-12 03:30:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(14,5,'feed',1,'2026-11-12 03:30:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(15,5,'calendar',1,'2026-11-12 03:30:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(16,6,'private',1,'2026-11-22 16:30:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(17,6,'feed',1,'2026-11-22 16:30:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(18,6,'calendar',1,'2026-11-22 16:30:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(19,7,'private',1,'2026-11-24 08:21:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(20,7,'feed',1,'2026-11-24 08:21:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(21,7,'calendar',1,'2026-11-24 08:21:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(22,8,'private',1,'2026-11-25 06:00:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(23,8,'feed',1,'2026-11-25 06:00:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(24,8,'calendar',1,'2026-11-25 06:00:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(25,9,'private',1,'2026-11-25 07:00:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(26,9,'feed',1,'2026-11-25 07:00:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(27,9,'calendar',1,'2026-11-25 07:00:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(28,10,'private',1,'2026-11-25 09:35:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(29,10,'feed',1,'2026-11-25 09:35:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(30,10,'calendar',1,'2026-11-25 09:35:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(31,11,'private',1,'2026-11-25 12:25:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(32,11,'feed',1,'2026-11-25 12:25:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(33,11,'calendar',1,'2026-11-25 12:25:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(34,12,'private',1,'2026-11-26 01:00:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(35,12,'feed',1,'2026-11-26 01:00:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(36,12,'calendar',1,'2026-11-26 01:00:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(37,7,'public',1,'2026-11-27 08:45:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(38,7,'public_feed',1,'2026-11-27 08:45:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(39,7,'embed',1,'2026-11-27 08:45:00.000000',NULL,0,'["https://cafe.example"]',NULL);
INSERT INTO "share" VALUES(40,7,'badge',1,'2026-11-27 08:45:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(41,13,'private',1,'2026-11-27 12:29:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(42,13,'feed',1,'2026-11-27 12:29:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(43,13,'calendar',1,'2026-11-27 12:29:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(44,14,'private',1,'2026-11-27 14:56:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(45,14,'feed',1,'2026-11-27 14:56:00.000000',NULL,0,'[]',NULL);
INSERT INTO "share" VALUES(46,14,'calendar',1,'2026-11-27 14:56:00.000000',NULL,0,'[]',NULL);
CREATE TABLE ticket (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	owner_id INTEGER NOT NULL, 
	subject VARCHAR(200) NOT NULL, 
	version INTEGER NOT NULL, 
	step VARCHAR(12), 
	step_at DATETIME, 
	steps_taken VARCHAR(40) NOT NULL, 
	closure VARCHAR(12) NOT NULL, 
	opened_at DATETIME NOT NULL, 
	closed_at DATETIME, 
	turn VARCHAR(8) NOT NULL, 
	heard_at DATETIME, 
	heard_by_id INTEGER, 
	heard_words VARCHAR NOT NULL, 
	heard_answer VARCHAR(12) NOT NULL, 
	promise_id INTEGER, 
	promised_at DATETIME, 
	promises_made INTEGER NOT NULL, 
	promises_kept INTEGER NOT NULL, 
	promises_late INTEGER NOT NULL, 
	promises_moved INTEGER NOT NULL, 
	asked_solved_at DATETIME, 
	call_asked_at DATETIME, 
	unanswered INTEGER NOT NULL, 
	unanswered_since DATETIME, 
	unhappy BOOLEAN NOT NULL, 
	last_letter_at DATETIME, 
	silent_since DATETIME, 
	longest_silence INTEGER NOT NULL, 
	longest_silence_from DATETIME, 
	letters INTEGER NOT NULL, 
	notes INTEGER NOT NULL, 
	handovers INTEGER NOT NULL, 
	reopened INTEGER NOT NULL, 
	published_at DATETIME, 
	chosen_at DATETIME, 
	public_choice JSON NOT NULL, 
	seed VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_ticket PRIMARY KEY (id), 
	CONSTRAINT fk_ticket_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id), 
	CONSTRAINT fk_ticket_heard_by_id FOREIGN KEY(heard_by_id) REFERENCES agent (id), 
	CONSTRAINT fk_ticket_owner_id FOREIGN KEY(owner_id) REFERENCES agent (id)
);
INSERT INTO "ticket" VALUES(1,1,2,'No heat at all since this morning',8,'confirmed','2026-04-29 14:44:00.000000','heard working solved confirmed','confirmed','2026-04-27 09:10:00.000000','2026-04-29 14:44:00.000000','us','2026-04-27 10:00:00.000000',2,'From one day to the next there is no hot water, though everything else seems to work.','right',NULL,NULL,2,2,0,0,NULL,NULL,0,NULL,0,'2026-04-29 13:14:00.000000',NULL,111600,'2026-04-28 06:14:00.000000',3,0,0,0,NULL,NULL,'{}','f5b165224a58b791df6af1d8303e61cd');
INSERT INTO "ticket" VALUES(2,1,2,'Cold again, and a smell of hot plastic',8,'confirmed','2026-09-17 13:00:00.000000','heard working solved confirmed','confirmed','2026-09-12 09:15:00.000000','2026-09-17 13:00:00.000000','us','2026-09-12 09:40:00.000000',2,'It is the second failure in five months, and now it smells, which is frightening in a kitchen.','right',NULL,NULL,2,2,0,0,NULL,NULL,0,NULL,0,'2026-09-17 11:00:00.000000',NULL,266400,'2026-09-14 09:00:00.000000',3,0,0,0,NULL,NULL,'{}','c4bb86c3d1c427103c344c4189eb2f1e');
INSERT INTO "ticket" VALUES(3,2,3,'My grandfather’s lever machine from 1961: can it live again?',76,'working','2026-09-27 13:50:00.000000','heard working','','2026-09-20 18:00:00.000000',NULL,'us','2026-09-21 08:30:00.000000',3,'It is not about coffee. Your grandfather’s machine should live again, and still look like his.','right',80,'2026-11-29 07:00:00.000000',60,57,2,0,NULL,NULL,0,NULL,0,'2026-11-26 12:50:00.000000','2026-11-26 12:50:00.000000',261000,'2026-09-24 13:20:00.000000',60,1,0,0,NULL,NULL,'{}','7bd5d47e446fcec2a3d811736110e578');
INSERT INTO "ticket" VALUES(4,4,2,'I ordered descaler and got cleaning tablets',4,'solved','2026-10-28 08:30:00.000000','heard solved','unconfirmed','2026-10-22 03:30:00.000000','2026-11-07 12:30:00.000000','you','2026-10-22 08:30:00.000000',2,'You got the wrong thing in the right box, and your machine will not wait.','',NULL,NULL,1,1,0,0,NULL,NULL,0,NULL,0,'2026-10-28 08:30:00.000000',NULL,878400,'2026-10-28 08:30:00.000000',2,1,0,0,NULL,NULL,'{}','1bcccea696762e6116c6e9c92d99bf35');
INSERT INTO "ticket" VALUES(5,7,2,'The handle of the portafilter keeps coming loose',6,'heard','2026-11-27 02:04:00.000000','heard','','2026-11-12 03:30:00.000000',NULL,'us','2026-11-12 13:00:00.000000',2,'The handle comes loose again and again, and tightening it does not last.','',NULL,NULL,1,1,0,0,NULL,NULL,1,'2026-11-27 02:04:00.000000',1,'2026-11-13 12:00:00.000000','2026-11-27 02:04:00.000000',309840,'2026-11-13 12:00:00.000000',2,0,0,1,NULL,NULL,'{}','8c2e0718822ce47ca8c74107e66cb0e4');
INSERT INTO "ticket" VALUES(6,8,3,'The hot water tastes of rubber',6,'solved','2026-11-26 06:30:00.000000','heard looking working solved','','2026-11-22 16:30:00.000000',NULL,'you','2026-11-23 06:30:00.000000',3,'Only the hot water tastes, not the coffee, and you should not have to get used to it.','right',NULL,NULL,2,2,0,0,'2026-11-26 06:30:00.000000',NULL,0,NULL,0,'2026-11-26 06:30:00.000000','2026-11-26 06:30:00.000000',171000,'2026-11-24 07:00:00.000000',3,0,0,0,NULL,NULL,'{}','b2b3f4d58d82ca6386d2c96e760e819b');
INSERT INTO "ticket" VALUES(7,1,1,'The machine heats up, then switches itself off after ten minutes',13,'working','2026-11-26 13:00:00.000000','heard looking working','','2026-11-24 08:21:00.000000',NULL,'us','2026-11-24 08:35:00.000000',1,'You have guests on Saturday the 5th, and a machine that dies mid-pour for the second time since April.','right',84,'2026-11-30 15:30:00.000000',5,4,0,0,NULL,NULL,1,'2026-11-27 14:38:00.000000',0,'2026-11-27 12:25:00.000000','2026-11-27 12:25:00.000000',93600,'2026-11-24 12:00:00.000000',5,3,1,0,'2026-11-27 08:45:00.000000','2026-11-27 08:45:00.000000','{"company": true, "owner": "photo", "subject": "title", "title": "My espresso machine switches itself off", "steps": true, "clock": true, "promise": true, "score": true, "letters": true, "hidden": []}','85c924c3597164c4a6058a00581a22b2');
INSERT INTO "ticket" VALUES(8,5,2,'Der Wassertank ist undicht, und einzeln gibt es ihn angeblich nicht',6,'working','2026-11-27 10:04:00.000000','heard looking working','','2026-11-25 06:00:00.000000',NULL,'third','2026-11-25 07:10:00.000000',2,'Der Tank hat einen Riss, man hat Sie im Laden abgewiesen, und Sie möchten lieber reparieren.','right',83,'2026-12-01 08:30:00.000000',3,2,0,0,NULL,NULL,0,NULL,0,'2026-11-27 10:04:00.000000','2026-11-27 10:04:00.000000',93840,'2026-11-26 08:00:00.000000',3,1,0,0,NULL,NULL,'{}','2de50472433d2e44fed8b6b8357e44cd');
INSERT INTO "ticket" VALUES(9,2,1,'The steam wand hisses and drips, even when it is closed',6,'working','2026-11-27 13:04:00.000000','heard looking working','','2026-11-25 07:00:00.000000',NULL,'us','2026-11-25 10:00:00.000000',1,'The wand leaks all the time, and in a full café the noise is almost worse than the water.','right',85,'2026-11-27 15:30:00.000000',3,1,1,0,NULL,NULL,0,NULL,0,'2026-11-27 13:04:00.000000','2026-11-27 13:04:00.000000',93840,'2026-11-26 11:00:00.000000',3,1,0,0,NULL,NULL,'{}','3129903ac1d45597a242fdf11f8f2b1a');
INSERT INTO "ticket" VALUES(10,3,3,'الماكينة تصدر صوتًا عاليًا ولا تضخ الماء',6,'looking','2026-11-26 10:50:00.000000','heard looking','','2026-11-25 09:35:00.000000',NULL,'us','2026-11-25 11:35:00.000000',3,'الماكينة ذكرى من والدتك، والصوت يقلقك، وتريدين إصلاحها هي لا بديلًا عنها.','right',82,'2026-11-29 10:00:00.000000',3,1,0,1,NULL,NULL,1,'2026-11-27 14:34:00.000000',0,'2026-11-26 10:50:00.000000','2026-11-26 10:50:00.000000',83700,'2026-11-25 11:35:00.000000',2,1,0,0,NULL,NULL,'{}','39f3c3e693114351dcbed407e3e6b605');
INSERT INTO "ticket" VALUES(11,4,1,'The grinder stops with E05 after the update',4,'looking','2026-11-26 12:04:00.000000','heard looking','','2026-11-25 12:25:00.000000',NULL,'us','2026-11-25 14:04:00.000000',1,'You did what we asked you to, and it broke a grinder that was working well.','right',79,'2026-11-27 13:00:00.000000',2,1,0,0,NULL,NULL,0,NULL,0,'2026-11-26 12:04:00.000000','2026-11-26 12:04:00.000000',79200,'2026-11-25 14:04:00.000000',2,1,0,0,NULL,NULL,'{}','b99e8306dda748a61e029a8a3f415b02');
INSERT INTO "ticket" VALUES(12,7,1,'The milk comes out cold, and the app says that all is well',5,'heard','2026-11-26 12:00:00.000000','heard','','2026-11-26 01:00:00.000000',NULL,'us','2026-11-26 12:00:00.000000',1,'The milk is not hot enough, and descaling did not help.','not_quite',78,'2026-11-30 09:30:00.000000',1,0,0,0,NULL,'2026-11-27 14:24:00.000000',3,'2026-11-27 01:24:00.000000',1,'2026-11-26 12:00:00.000000','2026-11-26 12:00:00.000000',39600,'2026-11-26 01:00:00.000000',1,0,0,0,NULL,NULL,'{}','4a146cf0d98a98e1cf999661f967bdaf');
INSERT INTO "ticket" VALUES(13,5,2,'Die Mühle mahlt ungleichmäßig',2,'heard','2026-11-27 14:29:00.000000','heard','','2026-11-27 12:29:00.000000',NULL,'us','2026-11-27 14:29:00.000000',2,'Seit dem Umzug stimmt der Mahlgrad nicht mehr, und zwar innerhalb einer einzigen Portion.','',86,'2026-11-27 16:00:00.000000',1,0,0,0,NULL,NULL,0,NULL,0,'2026-11-27 14:29:00.000000','2026-11-27 14:29:00.000000',7200,'2026-11-27 12:29:00.000000',1,0,0,0,NULL,NULL,'{}','df0e7337420c13f8f5d40f6ce079d1b9');
INSERT INTO "ticket" VALUES(14,6,1,'It trips the fuse box the moment I plug it in',1,NULL,NULL,'','','2026-11-27 14:56:00.000000',NULL,'us',NULL,NULL,'','',NULL,NULL,0,0,0,0,NULL,NULL,1,'2026-11-27 14:56:00.000000',0,NULL,'2026-11-27 14:56:00.000000',0,NULL,0,0,0,0,NULL,NULL,'{}','87376f07bcb81287fdc8c0388fe881c3');
CREATE TABLE unsent (
	agent_id INTEGER NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	fields JSON NOT NULL, 
	saved_at DATETIME NOT NULL, 
	CONSTRAINT pk_unsent PRIMARY KEY (agent_id, ticket_id), 
	CONSTRAINT fk_unsent_agent_id FOREIGN KEY(agent_id) REFERENCES agent (id), 
	CONSTRAINT fk_unsent_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
);
INSERT INTO "unsent" VALUES(1,7,'{"body": "The part has come."}','2026-11-27 15:04:00.000000');
CREATE TABLE "update" (
	ticket_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	agent_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	body VARCHAR NOT NULL, 
	html VARCHAR NOT NULL, 
	heard VARCHAR NOT NULL, 
	is_public BOOLEAN NOT NULL, 
	public_number INTEGER, 
	lasting_name VARCHAR(22), 
	by_phone BOOLEAN NOT NULL, 
	thanked_at DATETIME, 
	CONSTRAINT pk_update PRIMARY KEY (ticket_id, version), 
	CONSTRAINT fk_update_agent_id FOREIGN KEY(agent_id) REFERENCES agent (id), 
	CONSTRAINT fk_update_ticket_id FOREIGN KEY(ticket_id, version) REFERENCES event (ticket_id, version)
);
INSERT INTO "update" VALUES(1,2,2,'2026-04-27 10:00:00.000000','Ana, that sounds like the thermal fuse: it protects the boiler, and once it has gone, it has gone. I’ll have a look at what we have here and write by 08:00 on Tuesday.','<p>Ana, that sounds like the thermal fuse: it protects the boiler, and once it has gone, it has gone. I’ll have a look at what we have here and write by 08:00 on Tuesday.</p>
','From one day to the next there is no hot water, though everything else seems to work.',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(1,4,2,'2026-04-28 06:14:00.000000','We have the fuse in stock, and you are near enough that our fitter can come by. She’ll be with you the day after tomorrow in the morning; I’ll ask how it went and write by 07:30 on Thursday.','<p>We have the fuse in stock, and you are near enough that our fitter can come by. She’ll be with you the day after tomorrow in the morning; I’ll ask how it went and write by 07:30 on Thursday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(1,5,2,'2026-04-29 13:14:00.000000','Our fitter tells me that it heats again: a new thermal fuse, and all else sound. Is it?','<p>Our fitter tells me that it heats again: a new thermal fuse, and all else sound. Is it?</p>
','',0,NULL,NULL,0,'2026-04-29 14:54:00.000000');
INSERT INTO "update" VALUES(2,2,2,'2026-09-12 09:40:00.000000','Unplugging it was right; please leave it so. With that smell I don’t want you to run it even once more. I am asking for a replacement unit, and will write by 11:30 on Monday.','<p>Unplugging it was right; please leave it so. With that smell I don’t want you to run it even once more. I am asking for a replacement unit, and will write by 11:30 on Monday.</p>
','It is the second failure in five months, and now it smells, which is frightening in a kitchen.',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(2,4,2,'2026-09-14 09:00:00.000000','A replacement is on its way: the same model, new. The courier takes the old one with him, so you need not carry anything. I’ll ask after it by 13:00 on Thursday.','<p>A replacement is on its way: the same model, new. The courier takes the old one with him, so you need not carry anything. I’ll ask after it by 13:00 on Thursday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(2,6,2,'2026-09-17 11:00:00.000000','Glad that it is with you. Does it run well, and may I call this one solved?','<p>Glad that it is with you. Does it run well, and may I call this one solved?</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,2,3,'2026-09-21 08:30:00.000000','The body is off. Under the badge there is a pencilled date, 14 March 1961; I have photographed it for you. I’ll write again by 11:00 on Tuesday.','<p>The body is off. Under the badge there is a pencilled date, 14 March 1961; I have photographed it for you. I’ll write again by 11:00 on Tuesday.</p>
','It is not about coffee. Your grandfather’s machine should live again, and still look like his.',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,4,3,'2026-09-22 08:00:00.000000','The chrome has lifted in two places, but the brass beneath is sound. Nothing has rusted through. More by 09:00 on Wednesday, whatever it turns out to be.','<p>The chrome has lifted in two places, but the brass beneath is sound. Nothing has rusted through. More by 09:00 on Wednesday, whatever it turns out to be.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,5,3,'2026-09-22 13:00:00.000000','The panels are with the plater, who promises to leave the small dents. You said that they are your grandfather’s. By 15:00 on Wednesday you’ll know how it went.','<p>The panels are with the plater, who promises to leave the small dents. You said that they are your grandfather’s. By 15:00 on Wednesday you’ll know how it went.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,6,3,'2026-09-23 12:30:00.000000','The panels are back, and the light runs over them without a break. I held them under the lamp for a long while. The next step takes a day. You hear from me by 09:00 on Sunday.','<p>The panels are back, and the light runs over them without a break. I held them under the lamp for a long while. The next step takes a day. You hear from me by 09:00 on Sunday.</p>
','',0,NULL,NULL,0,'2026-09-24 10:00:00.000000');
INSERT INTO "update" VALUES(3,9,3,'2026-09-24 13:20:00.000000','The body waits in paper on the top shelf now. It goes on last, and I am already looking forward to it. I’ll go on with it now, and write by 08:30 on Monday.','<p>The body waits in paper on the top shelf now. It goes on last, and I am already looking forward to it. I’ll go on with it now, and write by 08:30 on Monday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,10,3,'2026-09-27 13:50:00.000000','The boiler is out: five kilos of it, and about one of them is lime. I’ll write again by 15:30 on Monday.','<p>The boiler is out: five kilos of it, and about one of them is lime. I’ll write again by 15:30 on Monday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,11,3,'2026-09-28 12:20:00.000000','With the lime gone I found a pinhole near the lower seam. It explains the stain that you remember on the shelf. More by 12:30 on Tuesday, whatever it turns out to be.','<p>With the lime gone I found a pinhole near the lower seam. It explains the stain that you remember on the shelf. More by 12:30 on Tuesday, whatever it turns out to be.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,12,3,'2026-09-29 07:50:00.000000','The pinhole is brazed with silver, by a colleague who does nothing else. The seam looks like a drawing. By 09:00 on Wednesday you’ll know how it went.','<p>The pinhole is brazed with silver, by a colleague who does nothing else. The seam looks like a drawing. By 09:00 on Wednesday you’ll know how it went.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,13,3,'2026-09-30 06:20:00.000000','It held three bar of cold water for an hour, twice what it will ever see again. The next step takes a day. You hear from me by 15:30 today.','<p>It held three bar of cold water for an hour, twice what it will ever see again. The next step takes a day. You hear from me by 15:30 today.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,14,3,'2026-09-30 11:20:00.000000','The boiler has its certificate. I have put a copy into the box with your papers. I’ll go on with it now, and write by 14:00 on Thursday.','<p>The boiler has its certificate. I have put a copy into the box with your papers. I’ll go on with it now, and write by 14:00 on Thursday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,15,3,'2026-10-01 10:50:00.000000','Both lever groups came off. One spring had been shortened by somebody with a saw and strong opinions. I’ll write again by 11:30 on Sunday.','<p>Both lever groups came off. One spring had been shortened by somebody with a saw and strong opinions. I’ll write again by 11:30 on Sunday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,16,3,'2026-10-04 08:20:00.000000','The pistons are worn oval by four hundredths of a millimetre. That is sixty years of breakfasts. More by 13:30 on Monday, whatever it turns out to be.','<p>The pistons are worn oval by four hundredths of a millimetre. That is sixty years of breakfasts. More by 13:30 on Monday, whatever it turns out to be.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,17,3,'2026-10-05 08:50:00.000000','Two new pistons are turned, in the same bronze; the old ones go back to you, they make good paperweights. By 13:30 on Tuesday you’ll know how it went.','<p>Two new pistons are turned, in the same bronze; the old ones go back to you, they make good paperweights. By 13:30 on Tuesday you’ll know how it went.</p>
','',0,NULL,NULL,0,'2026-10-06 07:20:00.000000');
INSERT INTO "update" VALUES(3,20,3,'2026-10-06 10:40:00.000000','Both levers now rise at the same speed. I timed them against each other, ten pulls each. The next step takes a day. You hear from me by 10:00 on Wednesday.','<p>Both levers now rise at the same speed. I timed them against each other, ten pulls each. The next step takes a day. You hear from me by 10:00 on Wednesday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,21,3,'2026-10-07 06:10:00.000000','The groups are greased and closed. The left one still has its own voice, a small click at the top. I left it. I’ll go on with it now, and write by 16:00 today.','<p>The groups are greased and closed. The left one still has its own voice, a small click at the top. I left it. I’ll go on with it now, and write by 16:00 today.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,22,3,'2026-10-07 13:10:00.000000','I have started on the heating element. Its cloth insulation crumbled when I touched it. I’ll write again by 13:00 on Thursday.','<p>I have started on the heating element. Its cloth insulation crumbled when I touched it. I’ll write again by 13:00 on Thursday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,23,3,'2026-10-08 09:40:00.000000','No shop has this element any more. A man in Milan winds them by hand, and he has your drawing since today. More by 10:00 on Sunday, whatever it turns out to be.','<p>No shop has this element any more. A man in Milan winds them by hand, and he has your drawing since today. More by 10:00 on Sunday, whatever it turns out to be.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,24,3,'2026-10-11 09:10:00.000000','Milan has sent the element. It came wrapped in a newspaper from last week, which I am enjoying too. By 11:30 on Monday you’ll know how it went.','<p>Milan has sent the element. It came wrapped in a newspaper from last week, which I am enjoying too. By 11:30 on Monday you’ll know how it went.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,25,3,'2026-10-12 06:40:00.000000','It draws eleven amperes and reaches temperature in nineteen minutes. The book of 1961 says twenty. The next step takes a day. You hear from me by 10:00 on Tuesday.','<p>It draws eleven amperes and reaches temperature in nineteen minutes. The book of 1961 says twenty. The next step takes a day. You hear from me by 10:00 on Tuesday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,26,3,'2026-10-13 07:10:00.000000','The element is in, with a new gasket and an earth wire that it never had before. I’ll go on with it now, and write by 09:30 on Wednesday.','<p>The element is in, with a new gasket and an earth wire that it never had before. I’ll go on with it now, and write by 09:30 on Wednesday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,27,3,'2026-10-13 14:10:00.000000','The pressure switch is next. Its contacts are burnt down to the rivets. I’ll write again by 12:30 on Wednesday.','<p>The pressure switch is next. Its contacts are burnt down to the rivets. I’ll write again by 12:30 on Wednesday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,28,3,'2026-10-14 09:40:00.000000','I could fit a modern switch, invisibly, or save the old one. I would like to try the second for a day or two. More by 14:30 on Thursday, whatever it turns out to be.','<p>I could fit a modern switch, invisibly, or save the old one. I would like to try the second for a day or two. More by 14:30 on Thursday, whatever it turns out to be.</p>
','',0,NULL,NULL,0,'2026-10-15 08:10:00.000000');
INSERT INTO "update" VALUES(3,31,3,'2026-10-15 11:30:00.000000','New silver on the old rivets: the switch closes with a clean sound again. By 12:30 on Sunday you’ll know how it went.','<p>New silver on the old rivets: the switch closes with a clean sound again. By 12:30 on Sunday you’ll know how it went.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,32,3,'2026-10-18 08:00:00.000000','It cuts in at 0.8 bar and out at 1.1, forty times in a row, always the same. The next step takes a day. You hear from me by 10:00 on Monday.','<p>It cuts in at 0.8 bar and out at 1.1, forty times in a row, always the same. The next step takes a day. You hear from me by 10:00 on Monday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,33,3,'2026-10-19 07:30:00.000000','The switch is back behind its little glass. The modern one stays in my drawer, unneeded. I’ll go on with it now, and write by 09:00 on Tuesday.','<p>The switch is back behind its little glass. The modern one stays in my drawer, unneeded. I’ll go on with it now, and write by 09:00 on Tuesday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,34,3,'2026-10-19 13:30:00.000000','The sight glass was glued in with something that is not glue. It took patience and warm vinegar. I’ll write again by 08:30 on Wednesday.','<p>The sight glass was glued in with something that is not glue. It took patience and warm vinegar. I’ll write again by 08:30 on Wednesday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,35,3,'2026-10-20 14:00:00.000000','The glass itself is whole, and that is rare. Only the packing has to be made new. More by 15:30 on Wednesday, whatever it turns out to be.','<p>The glass itself is whole, and that is rare. Only the packing has to be made new. More by 15:30 on Wednesday, whatever it turns out to be.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,36,3,'2026-10-21 12:30:00.000000','The packing is cut from the same graphite cord that the makers used. By 12:30 on Thursday you’ll know how it went.','<p>The packing is cut from the same graphite cord that the makers used. By 12:30 on Thursday you’ll know how it went.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,37,3,'2026-10-22 08:00:00.000000','Hot, cold, hot, cold: five rounds, and not a drop at either end. The next step takes a day. You hear from me by 08:00 on Sunday.','<p>Hot, cold, hot, cold: five rounds, and not a drop at either end. The next step takes a day. You hear from me by 08:00 on Sunday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(4,2,2,'2026-10-22 08:30:00.000000','Kenji, our label was right and our hand was wrong. Keep the tablets. The descaler goes out to Tokyo today, and I will write when it has cleared customs, by 20:30 on Wednesday.','<p>Kenji, our label was right and our hand was wrong. Keep the tablets. The descaler goes out to Tokyo today, and I will write when it has cleared customs, by 20:30 on Wednesday.</p>
','You got the wrong thing in the right box, and your machine will not wait.',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,38,3,'2026-10-25 06:30:00.000000','You can read the water level again. The red line behind the glass is original. I’ll go on with it now, and write by 14:30 today.','<p>You can read the water level again. The red line behind the glass is original. I’ll go on with it now, and write by 14:30 today.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,39,3,'2026-10-25 11:30:00.000000','On to the safety valve. It was painted shut, which frightens me more than all the rest together. I’ll write again by 08:00 on Tuesday.','<p>On to the safety valve. It was painted shut, which frightens me more than all the rest together. I’ll write again by 08:00 on Tuesday.</p>
','',0,NULL,NULL,0,'2026-10-26 11:00:00.000000');
INSERT INTO "update" VALUES(3,42,3,'2026-10-26 14:20:00.000000','The seat is pitted. This is the one part where I will not save the old one. More by 14:00 on Tuesday, whatever it turns out to be.','<p>The seat is pitted. This is the one part where I will not save the old one. More by 14:00 on Tuesday, whatever it turns out to be.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,43,3,'2026-10-27 11:50:00.000000','The new valve has come, with its stamp. I made a brass cap for it that looks like the old. By 07:30 on Thursday you’ll know how it went.','<p>The new valve has come, with its stamp. I made a brass cap for it that looks like the old. By 07:30 on Thursday you’ll know how it went.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(4,3,2,'2026-10-28 08:30:00.000000','It has cleared customs and should be in your letter box by now. Is it the right one this time, and is this solved for you?','<p>It has cleared customs and should be in your letter box by now. Is it the right one this time, and is this solved for you?</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,44,3,'2026-10-28 12:20:00.000000','It opens at 1.8 bar, with a noise that brought two colleagues to my door. The next step takes a day. You hear from me by 12:30 on Thursday.','<p>It opens at 1.8 bar, with a noise that brought two colleagues to my door. The next step takes a day. You hear from me by 12:30 on Thursday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,45,3,'2026-10-29 10:50:00.000000','The safety valve is sealed and signed. The old one comes back to you as a souvenir, clearly marked. I’ll go on with it now, and write by 09:30 on Sunday.','<p>The safety valve is sealed and signed. The old one comes back to you as a souvenir, clearly marked. I’ll go on with it now, and write by 09:30 on Sunday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,46,3,'2026-11-01 06:20:00.000000','All the copper pipes are off and laid out on paper in the order in which they came. I’ll write again by 15:30 today.','<p>All the copper pipes are off and laid out on paper in the order in which they came. I’ll write again by 15:30 today.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,47,3,'2026-11-01 13:20:00.000000','Three of them are fine. The fourth was once bent over somebody’s knee. More by 12:00 on Monday, whatever it turns out to be.','<p>Three of them are fine. The fourth was once bent over somebody’s knee. More by 12:00 on Monday, whatever it turns out to be.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,48,3,'2026-11-02 09:50:00.000000','The fourth pipe is made new and bent on a form. I kept the old one in case you want to see that knee. By 13:00 on Tuesday you’ll know how it went.','<p>The fourth pipe is made new and bent on a form. I kept the old one in case you want to see that knee. By 13:00 on Tuesday you’ll know how it went.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,49,3,'2026-11-03 09:20:00.000000','All flares are tight under soap and air. I like this kind of evening. The next step takes a day. You hear from me by 08:30 on Wednesday.','<p>All flares are tight under soap and air. I like this kind of evening. The next step takes a day. You hear from me by 08:30 on Wednesday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,50,3,'2026-11-04 06:50:00.000000','The pipes are polished where one sees them and left alone where one does not. I’ll go on with it now, and write by 13:30 on Thursday.','<p>The pipes are polished where one sees them and left alone where one does not. I’ll go on with it now, and write by 13:30 on Thursday.</p>
','',0,NULL,NULL,0,'2026-11-05 07:20:00.000000');
INSERT INTO "update" VALUES(3,53,3,'2026-11-05 10:40:00.000000','The drip tray: I thought that it was black. It is red. I’ll write again by 07:30 on Sunday.','<p>The drip tray: I thought that it was black. It is red. I’ll write again by 07:30 on Sunday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,54,3,'2026-11-08 09:10:00.000000','Under the black there is the red enamel of the first series. I have asked a collector, and there are few. More by 15:00 today, whatever it turns out to be.','<p>Under the black there is the red enamel of the first series. I have asked a collector, and there are few. More by 15:00 today, whatever it turns out to be.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,55,3,'2026-11-08 13:10:00.000000','The enamel is cleaned by hand. There is one chip at the corner, and I would leave it. By 14:00 on Monday you’ll know how it went.','<p>The enamel is cleaned by hand. There is one chip at the corner, and I would leave it. By 14:00 on Monday you’ll know how it went.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,56,3,'2026-11-09 11:40:00.000000','It has stood in hot coffee overnight and wiped clean in the morning. The next step takes a day. You hear from me by 12:00 on Tuesday.','<p>It has stood in hot coffee overnight and wiped clean in the morning. The next step takes a day. You hear from me by 12:00 on Tuesday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,57,3,'2026-11-10 08:10:00.000000','The tray is done. With it on the bench, the whole machine suddenly has a colour. I’ll go on with it now, and write by 09:30 on Wednesday.','<p>The tray is done. With it on the bench, the whole machine suddenly has a colour. I’ll go on with it now, and write by 09:30 on Wednesday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,58,3,'2026-11-11 07:40:00.000000','The wiring is cloth and hope. I have drawn all of it before taking anything out. I’ll write again by 08:00 on Thursday.','<p>The wiring is cloth and hope. I have drawn all of it before taking anything out. I’ll write again by 08:00 on Thursday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,59,3,'2026-11-11 13:40:00.000000','Two wires led nowhere at all. One of them was live. More by 07:30 on Sunday, whatever it turns out to be.','<p>Two wires led nowhere at all. One of them was live. More by 07:30 on Sunday, whatever it turns out to be.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(5,2,2,'2026-11-12 13:00:00.000000','Marcus, that thread is a known nuisance. There is a longer bolt for it; I’ll check that we have one for your handle, and write by 07:30 on Friday.','<p>Marcus, that thread is a known nuisance. There is a longer bolt for it; I’ll check that we have one for your handle, and write by 07:30 on Friday.</p>
','The handle comes loose again and again, and tightening it does not last.',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,60,3,'2026-11-12 14:10:00.000000','It is rewired in heat-proof cable inside a woven sleeve, so that the look stays. By 15:00 on Sunday you’ll know how it went.','<p>It is rewired in heat-proof cable inside a woven sleeve, so that the look stays. By 15:00 on Sunday you’ll know how it went.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(5,3,2,'2026-11-13 12:00:00.000000','The longer bolt went out to you. It takes one turn with a coin. Does it hold now?','<p>The longer bolt went out to you. It takes one turn with a coin. Does it hold now?</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,61,3,'2026-11-15 12:40:00.000000','Insulation measured: far above what the law asks. Also with wet hands, mine, on purpose. The next step takes a day. You hear from me by 15:00 on Monday.','<p>Insulation measured: far above what the law asks. Also with wet hands, mine, on purpose. The next step takes a day. You hear from me by 15:00 on Monday.</p>
','',0,NULL,NULL,0,'2026-11-16 08:10:00.000000');
INSERT INTO "update" VALUES(3,64,3,'2026-11-16 11:30:00.000000','There is a real switch now, behind the foot, where your hand finds it in the dark. I’ll go on with it now, and write by 11:30 on Tuesday.','<p>There is a real switch now, behind the foot, where your hand finds it in the dark. I’ll go on with it now, and write by 11:30 on Tuesday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,65,3,'2026-11-17 10:00:00.000000','The handles are next. The wood is walnut, dried out and split along the grain. I’ll write again by 09:30 on Wednesday.','<p>The handles are next. The wood is walnut, dried out and split along the grain. I’ll write again by 09:30 on Wednesday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,66,3,'2026-11-18 06:30:00.000000','One handle is a later replacement. The grain tells, and so does the screw. More by 08:00 on Thursday, whatever it turns out to be.','<p>One handle is a later replacement. The grain tells, and so does the screw. More by 08:00 on Thursday, whatever it turns out to be.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,67,3,'2026-11-19 06:00:00.000000','I have filled the splits and oiled both handles. They want three days between coats. By 14:00 today you’ll know how it went.','<p>I have filled the splits and oiled both handles. They want three days between coats. By 14:00 today you’ll know how it went.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,68,3,'2026-11-19 12:00:00.000000','Second coat. The two are still a little different, and now I like it. The next step takes a day. You hear from me by 07:30 on Monday.','<p>Second coat. The two are still a little different, and now I like it. The next step takes a day. You hear from me by 07:30 on Monday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,69,3,'2026-11-22 12:30:00.000000','Third coat, and they feel like something that one wants to pull. I’ll go on with it now, and write by 12:30 on Monday.','<p>Third coat, and they feel like something that one wants to pull. I’ll go on with it now, and write by 12:30 on Monday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(6,2,3,'2026-11-23 06:30:00.000000','Yusuf, a new hose can taste for a few days, but it should never be unpleasant. I’ll ask which hose yours was built with, and write by 12:00 on Tuesday.','<p>Yusuf, a new hose can taste for a few days, but it should never be unpleasant. I’ll ask which hose yours was built with, and write by 12:00 on Tuesday.</p>
','Only the hot water tastes, not the coffee, and you should not have to get used to it.',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,70,3,'2026-11-23 11:00:00.000000','All is on the bench, and today it went together for the first time, with every bolt only by hand. I’ll write again by 09:30 on Tuesday.','<p>All is on the bench, and today it went together for the first time, with every bolt only by hand. I’ll write again by 09:30 on Tuesday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,71,3,'2026-11-24 06:30:00.000000','First heat. A weep at one joint, a quarter turn, gone. I stayed until it had cooled. More by 15:30 today, whatever it turns out to be.','<p>First heat. A weep at one joint, a quarter turn, gone. I stayed until it had cooled. More by 15:30 today, whatever it turns out to be.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(6,4,3,'2026-11-24 07:00:00.000000','Yours has the old hose, the one that we have stopped using. A silicone one is on its way to you, with a drawing; it clicks in without tools. I’ll ask how the tea tastes by 11:30 on Thursday.','<p>Yours has the old hose, the one that we have stopped using. A silicone one is on its way to you, with a drawing; it clicks in without tools. I’ll ask how the tea tastes by 11:30 on Thursday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(7,2,2,'2026-11-24 08:35:00.000000','Ana, I’m sorry. For the third time in seven months you have had to write to us about one machine, and twice it was me who told you that it was solved.

I will not send another unit and hope. I am asking Maria, who runs our repair bench, to take yours apart, and by 13:00 today you will know who has it.','<p>Ana, I’m sorry. For the third time in seven months you have had to write to us about one machine, and twice it was me who told you that it was solved.</p>
<p>I will not send another unit and hope. I am asking Maria, who runs our repair bench, to take yours apart, and by 13:00 today you will know who has it.</p>
','You have had the fuse replaced, then the whole unit, and it is failing again, with people coming.',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(7,4,1,'2026-11-24 12:00:00.000000','Ana, I am Maria, and it stays with me until you say that it is over.

A courier collects the machine from you; it goes onto my bench, not into the shop. I will run it the way you do, for an hour at a time, until it fails in front of me. By 16:00 on Wednesday I’ll tell you that it is here, and what I see first.','<p>Ana, I am Maria, and it stays with me until you say that it is over.</p>
<p>A courier collects the machine from you; it goes onto my bench, not into the shop. I will run it the way you do, for an hour at a time, until it fails in front of me. By 16:00 on Wednesday I’ll tell you that it is here, and what I see first.</p>
','You have guests on Saturday the 5th, and a machine that dies mid-pour for the second time since April.',1,1,'hDRcXN5yGvC8XWbA6nKO2Q',0,NULL);
INSERT INTO "update" VALUES(3,72,3,'2026-11-24 13:30:00.000000','First water through the groups, both sides, clear after the second litre. By 15:30 on Wednesday you’ll know how it went.','<p>First water through the groups, both sides, clear after the second litre. By 15:30 on Wednesday you’ll know how it went.</p>
','',0,NULL,NULL,0,'2026-11-25 10:00:00.000000');
INSERT INTO "update" VALUES(8,2,2,'2026-11-25 07:10:00.000000','Liebe Frau Brandt, eine ganze Maschine wegen eines Tanks: das will ich auch nicht. Einzeln steht er wirklich in keiner Liste, aber unsere Werkstatt bekommt ihn manchmal direkt vom Hersteller. Ich frage dort nach und schreibe Ihnen bis Donnerstag, 11:00 Uhr, auch wenn ich dann noch nichts weiß.','<p>Liebe Frau Brandt, eine ganze Maschine wegen eines Tanks: das will ich auch nicht. Einzeln steht er wirklich in keiner Liste, aber unsere Werkstatt bekommt ihn manchmal direkt vom Hersteller. Ich frage dort nach und schreibe Ihnen bis Donnerstag, 11:00 Uhr, auch wenn ich dann noch nichts weiß.</p>
','Der Tank hat einen Riss, man hat Sie im Laden abgewiesen, und Sie möchten lieber reparieren.',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(9,2,1,'2026-11-25 10:00:00.000000','Jonas, that hiss is steam past a worn seal, and it will not get better by itself. Please switch the steam boiler off in the meantime: the coffee side can go on. By 10:30 on Thursday I’ll know whether we have the seal.','<p>Jonas, that hiss is steam past a worn seal, and it will not get better by itself. Please switch the steam boiler off in the meantime: the coffee side can go on. By 10:30 on Thursday I’ll know whether we have the seal.</p>
','The wand leaks all the time, and in a full café the noise is almost worse than the water.',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(10,2,3,'2026-11-25 11:35:00.000000','وعليكم السلام يا فاطمة، رحم الله والدتك. لن نستبدل هذه الماكينة، بل سنصلحها.

أرجو أن تفصليها عن الكهرباء، فالمضخة تتلف إذا عملت دون ماء. سأبحث أولًا في سبب الصوت، وأكتب لك قبل الساعة 13:30 من يوم الخميس، حتى لو لم أعرف السبب بعد.','<p>وعليكم السلام يا فاطمة، رحم الله والدتك. لن نستبدل هذه الماكينة، بل سنصلحها.</p>
<p>أرجو أن تفصليها عن الكهرباء، فالمضخة تتلف إذا عملت دون ماء. سأبحث أولًا في سبب الصوت، وأكتب لك قبل الساعة 13:30 من يوم الخميس، حتى لو لم أعرف السبب بعد.</p>
','الماكينة ذكرى من والدتك، والصوت يقلقك، وتريدين إصلاحها هي لا بديلًا عنها.',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,75,3,'2026-11-25 13:20:00.000000','First coffee. I won’t describe it, you should have that yourself. I can say that nobody spoke for a moment. The next step takes a day. You hear from me by 08:00 on Sunday.','<p>First coffee. I won’t describe it, you should have that yourself. I can say that nobody spoke for a moment. The next step takes a day. You hear from me by 08:00 on Sunday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(7,7,1,'2026-11-25 14:00:00.000000','It is here, in one piece, and your steam light is a very good clue. Everything that I can measure cold is as it should be: heater, pump, wiring.

So I have put probes on the boiler and left it running. By 14:00 on Thursday I’ll write what it did.','<p>It is here, in one piece, and your steam light is a very good clue. Everything that I can measure cold is as it should be: heater, pump, wiring.</p>
<p>So I have put probes on the boiler and left it running. By 14:00 on Thursday I’ll write what it did.</p>
','',1,2,'zIH61R6q7wNrN4p67ByGqQ',0,NULL);
INSERT INTO "update" VALUES(11,2,1,'2026-11-25 14:04:00.000000','Kenji, E05 means that the grinder thinks that its motor is blocked. After an update I don’t believe it. Please leave it unplugged; I will try the same update on one of ours and write by 22:00 on Thursday.','<p>Kenji, E05 means that the grinder thinks that its motor is blocked. After an update I don’t believe it. Please leave it unplugged; I will try the same update on one of ours and write by 22:00 on Thursday.</p>
','You did what we asked you to, and it broke a grinder that was working well.',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(6,6,3,'2026-11-26 06:30:00.000000','Two or three tanks of water are enough. How does the tea taste now: is it solved?','<p>Two or three tanks of water are enough. How does the tea taste now: is it solved?</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(8,4,2,'2026-11-26 08:00:00.000000','Es gibt ihn. Der Hersteller legt eine kleine Menge nach und hat mir einen Tank zugesagt. Damit Sie inzwischen Kaffee haben: Ein Streifen Lebensmittelsilikon über dem Riss hält ein paar Wochen. Wann er verschickt wird, frage ich als Nächstes und schreibe Ihnen bis Freitag, 12:30 Uhr.','<p>Es gibt ihn. Der Hersteller legt eine kleine Menge nach und hat mir einen Tank zugesagt. Damit Sie inzwischen Kaffee haben: Ein Streifen Lebensmittelsilikon über dem Riss hält ein paar Wochen. Wann er verschickt wird, frage ich als Nächstes und schreibe Ihnen bis Freitag, 12:30 Uhr.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(10,4,3,'2026-11-26 10:50:00.000000','وصلت الماكينة إلى الورشة سالمة. سمعت الصوت بنفسي: إنها المضخة، وأظن أن الكلس يسد صمامها. سأفكها اليوم وأكتب لك ما وجدت قبل الساعة 07:30 من يوم الأحد.','<p>وصلت الماكينة إلى الورشة سالمة. سمعت الصوت بنفسي: إنها المضخة، وأظن أن الكلس يسد صمامها. سأفكها اليوم وأكتب لك ما وجدت قبل الساعة 07:30 من يوم الأحد.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(9,4,1,'2026-11-26 11:00:00.000000','This comes later than I promised, and there is no good reason: I waited for an answer from the store, when I should have told you that I was waiting.

The seal is here now. Send me the valve alone, without the machine; I’ll write by 15:30 on Friday when I have it.','<p>This comes later than I promised, and there is no good reason: I waited for an answer from the store, when I should have told you that I was waiting.</p>
<p>The seal is here now. Send me the valve alone, without the machine; I’ll write by 15:30 on Friday when I have it.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(12,2,1,'2026-11-26 12:00:00.000000','Marcus, thank you for descaling first; it saves us a step. I would like to see what the machine logged, so please press *send report* in the app. By 03:30 on Monday I’ll have read it.','<p>Marcus, thank you for descaling first; it saves us a step. I would like to see what the machine logged, so please press <em>send report</em> in the app. By 03:30 on Monday I’ll have read it.</p>
','The milk is not hot enough, and descaling did not help.',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(11,4,1,'2026-11-26 12:04:00.000000','I did what you did, and ours stops with E05 too. So it is the update and not your grinder, and the mistake is on our side. I have asked the people who write the software how to go back to the version before. By 22:00 on Friday you will hear from me.','<p>I did what you did, and ours stops with E05 too. So it is the update and not your grinder, and the mistake is on our side. I have asked the people who write the software how to go back to the version before. By 22:00 on Friday you will hear from me.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(3,76,3,'2026-11-26 12:50:00.000000','Twenty shots in a row for the record, temperatures in a table for you. It is steady as a clock. I’ll go on with it now, and write by 08:00 on Sunday.','<p>Twenty shots in a row for the record, temperatures in a table for you. It is steady as a clock. I’ll go on with it now, and write by 08:00 on Sunday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(7,8,1,'2026-11-26 13:00:00.000000','A first word, before I know enough: it did switch itself off, twice, both times with the steam on. It is not the pump, and it is nothing that you did.

I want to see it happen with the cover open before I blame a part. More by 15:00 on Friday.','<p>A first word, before I know enough: it did switch itself off, twice, both times with the steam on. It is not the pump, and it is nothing that you did.</p>
<p>I want to see it happen with the cover open before I blame a part. More by 15:00 on Friday.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(8,6,2,'2026-11-27 10:04:00.000000','Der Tank ist bestellt und bestätigt; jetzt warten wir beide auf den Hersteller. Das Nachfragen ist meine Sache, nicht Ihre. Ich rufe dort wieder an und schreibe Ihnen bis Dienstag, 09:30 Uhr, wie es steht.','<p>Der Tank ist bestellt und bestätigt; jetzt warten wir beide auf den Hersteller. Das Nachfragen ist meine Sache, nicht Ihre. Ich rufe dort wieder an und schreibe Ihnen bis Dienstag, 09:30 Uhr, wie es steht.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(7,10,1,'2026-11-27 12:25:00.000000','Ana, the bench test reproduced it: the thermal fuse trips at 94 °C, twelve degrees early. It is the same batch as the one that we fitted in April, so I have pulled a fuse from a different batch, and it is running in front of me as I type.

If it survives the night, it goes back to you by courier, well before Saturday the 5th. I’ll write either way by 15:30 on Monday.','<p>Ana, the bench test reproduced it: the thermal fuse trips at 94 °C, twelve degrees early. It is the same batch as the one that we fitted in April, so I have pulled a fuse from a different batch, and it is running in front of me as I type.</p>
<p>If it survives the night, it goes back to you by courier, well before Saturday the 5th. I’ll write either way by 15:30 on Monday.</p>
','',1,3,'M86qfSAB8ONghnm9B-ar3g',0,'2026-11-27 14:00:00.000000');
INSERT INTO "update" VALUES(9,6,1,'2026-11-27 13:04:00.000000','Your valve is here, the old seal was as flat as a coin, and the new one is in. It now stands under pressure until I trust it. By 16:30 today I’ll tell you whether it held.','<p>Your valve is here, the old seal was as flat as a coin, and the new one is in. It now stands under pressure until I trust it. By 16:30 today I’ll tell you whether it held.</p>
','',0,NULL,NULL,0,NULL);
INSERT INTO "update" VALUES(13,2,2,'2026-11-27 14:29:00.000000','Liebe Frau Brandt, nach einem Umzug denke ich zuerst an die obere Mahlscheibe: Sie sitzt nur auf drei Klammern und verrutscht leicht. Ich suche Ihnen heraus, wie man das ohne Werkzeug prüft, und schreibe Ihnen bis heute, 17:00 Uhr.','<p>Liebe Frau Brandt, nach einem Umzug denke ich zuerst an die obere Mahlscheibe: Sie sitzt nur auf drei Klammern und verrutscht leicht. Ich suche Ihnen heraus, wie man das ohne Werkzeug prüft, und schreibe Ihnen bis heute, 17:00 Uhr.</p>
','Seit dem Umzug stimmt der Mahlgrad nicht mehr, und zwar innerhalb einer einzigen Portion.',0,NULL,NULL,0,NULL);
CREATE TABLE "view" (
	share_id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	kind VARCHAR(12) NOT NULL, 
	count INTEGER NOT NULL, 
	CONSTRAINT pk_view PRIMARY KEY (share_id, day, kind), 
	CONSTRAINT fk_view_share_id FOREIGN KEY(share_id) REFERENCES share (id)
);
INSERT INTO "view" VALUES(37,'2026-11-27','page',3);
CREATE INDEX ix_customer_email ON customer (email);
CREATE INDEX ix_desk_session_agent_id ON desk_session (agent_id);
CREATE INDEX ix_attempt_key_hash_at ON attempt (key_hash, at);
CREATE INDEX ix_ticket_customer_id_opened_at ON ticket (customer_id, opened_at);
CREATE INDEX ix_ticket_published_promised ON ticket (promised_at) WHERE published_at IS NOT NULL AND promised_at IS NOT NULL;
CREATE INDEX ix_ticket_promised ON ticket (owner_id, promised_at) WHERE closed_at IS NULL AND heard_at IS NOT NULL AND promised_at IS NOT NULL;
CREATE INDEX ix_ticket_unanswered ON ticket (owner_id, unanswered_since) WHERE closed_at IS NULL AND heard_at IS NOT NULL AND promised_at IS NULL AND unanswered > 0;
CREATE INDEX ix_ticket_unheard ON ticket (owner_id, opened_at) WHERE closed_at IS NULL AND heard_at IS NULL;
CREATE INDEX ix_ticket_waiting ON ticket (owner_id, last_letter_at) WHERE closed_at IS NULL AND heard_at IS NOT NULL AND promised_at IS NULL AND unanswered = 0;
CREATE UNIQUE INDEX uq_event_ticket_id_once ON event (ticket_id, once);
CREATE UNIQUE INDEX uq_event_opened_once ON event (once) WHERE kind = 'opened';
CREATE UNIQUE INDEX uq_note_ticket_id_once ON note (ticket_id, once);
CREATE INDEX ix_outgoing_unsent ON outgoing (id) WHERE sent_at IS NULL;
CREATE INDEX ix_outgoing_unsent_ping ON outgoing (id) WHERE sent_at IS NULL AND kind = 'websub';
CREATE INDEX ix_promise_ticket_id ON promise (ticket_id);
CREATE UNIQUE INDEX uq_update_ticket_id_public_number ON "update" (ticket_id, public_number);
CREATE UNIQUE INDEX uq_update_ticket_id_lasting_name ON "update" (ticket_id, lasting_name);
CREATE INDEX ix_update_public ON "update" (ticket_id, version) WHERE is_public = 1;
CREATE TRIGGER event_no_UPDATE BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the log of a ticket is append-only'); END;
CREATE TRIGGER event_no_DELETE BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the log of a ticket is append-only'); END;
CREATE TRIGGER event_no_replace BEFORE INSERT ON event WHEN EXISTS (SELECT 1 FROM event WHERE
    ticket_id = NEW.ticket_id AND version = NEW.version OR ticket_id = NEW.ticket_id AND once = NEW.once)
    BEGIN SELECT RAISE(ABORT, 'the log of a ticket is append-only'); END;
CREATE TRIGGER agent_seen AFTER UPDATE OF public_name, photo, public_as ON agent WHEN (OLD.public_name, OLD.photo, OLD.public_as) IS NOT (NEW.public_name, NEW.photo, NEW.public_as)
    BEGIN UPDATE faces SET changes = changes + 1; END;
COMMIT;
