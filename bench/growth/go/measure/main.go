// Runs $MEASURED_COMMAND with its own arguments, and appends to $MEASURED_REPORT what that took, with
// all its descendants: those too that nobody waits for, such as plugins. For Linux.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const setChildSubreaper = 36 // PR_SET_CHILD_SUBREAPER

type usage struct {
	Wall float64 `json:"wall"` // seconds
	CPU  float64 `json:"cpu"`  // seconds, user and system
	// Bytes: the most that all processes had resident at a time, and the largest one alone.
	Together int64 `json:"together"`
	Largest  int64 `json:"largest"`
}

func main() {
	code, err := run()
	if err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
	}
	os.Exit(code)
}

func run() (int, error) {
	// Orphaned descendants become children of this process, which then can wait for them.
	if _, _, err := syscall.RawSyscall(syscall.SYS_PRCTL, setChildSubreaper, 1, 0); err != 0 {
		return 1, err
	}
	command := exec.Command(os.Getenv("MEASURED_COMMAND"), os.Args[1:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	started := time.Now()
	if err := command.Start(); err != nil {
		return 1, err
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	ended := make(chan struct{})
	most := make(chan int64)
	go watch(command.Process, signals, ended, most)
	_ = command.Wait()
	wall := time.Since(started)
	close(ended)
	together := <-most
	waitForOrphans()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &used); err != nil {
		return 1, err
	}
	return command.ProcessState.ExitCode(), report(usage{
		Wall:     wall.Seconds(),
		CPU:      seconds(used.Utime) + seconds(used.Stime),
		Together: together,
		Largest:  used.Maxrss * 1024,
	})
}

// Passes signals on, and looks ten times a second at what all descendants have resident.
func watch(process *os.Process, signals <-chan os.Signal, ended <-chan struct{}, most chan<- int64) {
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	var highest int64
	for {
		select {
		case received := <-signals:
			_ = process.Signal(received)
		case <-ticker.C:
			highest = max(highest, residentBelow(os.Getpid()))
		case <-ended:
			most <- highest
			return
		}
	}
}

func residentBelow(pid int) int64 {
	var sum int64
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, file := range files {
		listed, _ := os.ReadFile(file)
		for _, word := range strings.Fields(string(listed)) {
			var child int
			if _, err := fmt.Sscan(word, &child); err == nil {
				sum += resident(child) + residentBelow(child)
			}
		}
	}
	return sum
}

func resident(pid int) int64 {
	var size, pages int64
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	_, _ = fmt.Sscan(string(text), &size, &pages)
	return pages * int64(os.Getpagesize())
}

// For at most two seconds: what still runs then belongs to nobody.
func waitForOrphans() {
	for range 200 {
		pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil)
		if err != nil {
			return
		}
		if pid == 0 {
			time.Sleep(10 * time.Millisecond)
		}
	}
}

func seconds(value syscall.Timeval) float64 {
	return float64(value.Sec) + float64(value.Usec)/1e6
}

func report(used usage) error {
	line, err := json.Marshal(used)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(os.Getenv("MEASURED_REPORT"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = file.Write(append(line, '\n'))
	return err
}
