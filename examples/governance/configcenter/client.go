package configcenter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Client keeps a Store up to date and a copy of the last good release on disk.
type Client struct {
	Store  *Store
	Source Source
	File   string
	Poll   time.Duration // 一次长轮询最多挂多久
	Refuse func(error)   // 新版本没通过校验，或副本没写成：要告警，不能悄悄吞掉
}

// --8<-- [start:start]

// Start 先问配置中心，问不到就用磁盘上最后一份好的；两处都没有，宁可起不来。
func (c *Client) Start(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, c.Poll)
	defer cancel()
	if r, ok := c.Source.Wait(ctx, 0); ok {
		if err := c.accept(r); err != nil {
			c.Refuse(err)
		}
	}
	if c.Store.Load() != nil {
		return nil
	}
	return c.fromFile()
}

// Run 一直长轮询到 ctx 结束。坏版本记住版本号跳过去，否则会立刻再取到它，变成空转。
func (c *Client) Run(ctx context.Context) {
	have := c.Store.Load().Revision
	for ctx.Err() == nil {
		poll, cancel := context.WithTimeout(ctx, c.Poll)
		r, ok := c.Source.Wait(poll, have)
		cancel()
		if !ok {
			continue // 到时没有变化；若是出错，这里还要带抖动退避
		}
		have = r.Revision
		if err := c.accept(r); err != nil {
			c.Refuse(err)
		}
	}
}

// --8<-- [end:start]

func (c *Client) accept(r Release) error {
	if err := c.Store.Apply(r); err != nil {
		return err
	}
	return save(c.File, r)
}

func (c *Client) fromFile() error {
	data, err := os.ReadFile(c.File)
	if err != nil {
		return fmt.Errorf("no centre and no local copy: %w", err)
	}
	var r Release
	if err := json.Unmarshal(data, &r); err != nil {
		return fmt.Errorf("local copy %s: %w", c.File, err)
	}
	return c.Store.Apply(r)
}

// save 先写临时文件再改名：写到一半崩溃，旧的那份还在。
func save(file string, r Release) error {
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(file), ".config-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	if _, err = temp.Write(data); err == nil {
		err = temp.Sync()
	}
	if err = errors.Join(err, temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), file)
}
