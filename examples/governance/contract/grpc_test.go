package contract

import (
	"bytes"
	"encoding/binary"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// --8<-- [start:frame]

// frame 给消息加上 gRPC 的 5 字节前缀：是否压缩，大端的长度。
func frame(msg []byte) []byte {
	return append(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(msg))), msg...)
}

// 只用 net/http，就是一个 gRPC 服务端：路径是“/包.服务/方法”，结果码在 trailer 里。
func createOrder(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.Header().Set("Content-Type", "application/grpc")
	w.Header().Set("Trailer", "Grpc-Status")
	records, err := Parse(body[min(5, len(body)):])
	if err != nil || len(records) == 0 {
		w.Header().Set("Grpc-Status", "3") // INVALID_ARGUMENT；HTTP 状态仍是 200
		return
	}
	w.Write(frame(AppendInt(nil, 1, 1000+int64(records[0].Int))))
	w.Header().Set("Grpc-Status", "0") // OK
}

// --8<-- [end:frame]

func TestGRPCIsAPostOverHTTP2(t *testing.T) {
	h2c := new(http.Protocols)
	h2c.SetUnencryptedHTTP2(true)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /shop.order.v1.OrderService/CreateOrder", createOrder)
	srv := httptest.NewUnstartedServer(mux)
	srv.Config.Protocols = h2c
	srv.Start()
	defer srv.Close()
	client := &http.Client{Transport: &http.Transport{Protocols: h2c}}
	defer client.CloseIdleConnections()

	call := func(msg []byte) (*http.Response, []byte) {
		req, _ := http.NewRequest("POST", srv.URL+"/shop.order.v1.OrderService/CreateOrder", bytes.NewReader(frame(msg)))
		req.Header.Set("Content-Type", "application/grpc")
		req.Header.Set("Te", "trailers")
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body) // 读完 body，trailer 才有值
		return resp, body
	}

	resp, body := call(AppendInt(nil, 2, 42))
	if resp.ProtoMajor != 2 || resp.Trailer.Get("Grpc-Status") != "0" || get(t, body[5:], 1).Int != 1042 {
		t.Fatalf("%s %v % x", resp.Proto, resp.Trailer, body)
	}
	resp, _ = call([]byte{0x80})
	if resp.StatusCode != 200 || resp.Trailer.Get("Grpc-Status") != "3" {
		t.Fatalf("HTTP %d，trailer %v", resp.StatusCode, resp.Trailer)
	}
}
