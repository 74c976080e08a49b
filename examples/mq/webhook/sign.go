// Package webhook pushes events to subscribers: merged by client, signed, retried, and kept out of the internal network.
package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// --8<-- [start:sign]

// Sign 签的是“编号.时间.原始字节”：三样都不能被改，也不能拆开重组。
func Sign(secret []byte, id string, at time.Time, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(id + "." + strconv.FormatInt(at.Unix(), 10) + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// Verify 在接收方运行，而且在解析 JSON 之前：body 必须是收到的原样字节。
func Verify(h http.Header, body []byte, now time.Time, tolerance time.Duration, secrets ...[]byte) error {
	seconds, err := strconv.ParseInt(h.Get("webhook-timestamp"), 10, 64)
	if err != nil {
		return errors.New("webhook: no timestamp")
	}
	at := time.Unix(seconds, 0)
	if now.Sub(at).Abs() > tolerance { // 录下来的旧请求
		return errors.New("webhook: timestamp out of tolerance")
	}
	for _, secret := range secrets { // 轮换期间新旧密钥都认
		want := Sign(secret, h.Get("webhook-id"), at, body)
		for got := range strings.FieldsSeq(h.Get("webhook-signature")) {
			if hmac.Equal([]byte(got), []byte(want)) { // 耗时与内容无关
				return nil
			}
		}
	}
	return errors.New("webhook: no signature matches")
}

// --8<-- [end:sign]
