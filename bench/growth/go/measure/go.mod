module rollcall/bench/measure

go 1.26
