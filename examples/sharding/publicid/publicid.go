// Package publicid turns internal 64-bit ids into opaque tokens and back.
package publicid

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"errors"
)

var ErrToken = errors.New("publicid: not a token of ours")

// --8<-- [start:publicid]

// Codec 用 AES 加密一个 16 字节的块：前 8 字节是 ID，后 8 字节是 0，解密时用来识别伪造。
type Codec struct{ block cipher.Block }

func New(key []byte) (Codec, error) {
	block, err := aes.NewCipher(key)
	return Codec{block}, err
}

func (c Codec) Encode(id int64) string {
	var b [aes.BlockSize]byte
	binary.BigEndian.PutUint64(b[:8], uint64(id))
	c.block.Encrypt(b[:], b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func (c Codec) Decode(token string) (int64, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) != aes.BlockSize {
		return 0, ErrToken
	}
	c.block.Decrypt(b, b)
	if binary.BigEndian.Uint64(b[8:]) != 0 {
		return 0, ErrToken
	}
	return int64(binary.BigEndian.Uint64(b[:8])), nil
}

// --8<-- [end:publicid]
