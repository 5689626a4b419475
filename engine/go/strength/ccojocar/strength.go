// Package zxcvbn takes every text for random, so that the engine asks about each value that it could ask about.
package zxcvbn

const bitsPerByte = 8

// Strength has what the engine reads.
type Strength struct{ Entropy float64 }

// PasswordStrength is the upper bound of what the real one returns.
func PasswordStrength(text string, _ []string) Strength {
	return Strength{Entropy: bitsPerByte * float64(len(text))}
}
