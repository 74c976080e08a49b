package outbox

// Schema creates both tables; the same text is valid in PostgreSQL and MySQL 8.
const Schema = `
-- --8<-- [start:ddl]
-- 生产者的库：与业务表同库，才能同事务
CREATE TABLE outbox (
  id         BIGINT       NOT NULL PRIMARY KEY, -- 自增（两家写法不同，此处略），中继按它排序
  event_id   VARCHAR(64)  NOT NULL UNIQUE,      -- 消费者据此去重
  topic      VARCHAR(128) NOT NULL,
  msg_key    VARCHAR(64)  NOT NULL,             -- 分区键：同 key 有序
  payload    TEXT         NOT NULL,
  created_at TIMESTAMP    DEFAULT CURRENT_TIMESTAMP NOT NULL, -- MySQL 里时间列宜用 DATETIME(3)
  sent_at    TIMESTAMP    NULL                  -- 空 = 还没有得到 broker 确认
);
CREATE INDEX outbox_unsent ON outbox (sent_at, id);

-- 消费者的库：与业务修改同事务插入，撞上主键就跳过
CREATE TABLE processed_event (
  consumer VARCHAR(64) NOT NULL,
  event_id VARCHAR(64) NOT NULL,
  PRIMARY KEY (consumer, event_id)
);
-- --8<-- [end:ddl]
`

// Claim locks a batch that no other relay holds; it must run inside a transaction.
const Claim = `
-- --8<-- [start:claim]
SELECT id, event_id, topic, msg_key, payload
  FROM outbox
 WHERE sent_at IS NULL
 ORDER BY id
 LIMIT 2
 FOR UPDATE SKIP LOCKED;
-- --8<-- [end:claim]
`

// Mark records the broker's acknowledgement of one row.
const Mark = `UPDATE outbox SET sent_at = CURRENT_TIMESTAMP WHERE id = `
