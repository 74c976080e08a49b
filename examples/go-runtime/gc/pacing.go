package gc

// --8<-- [start:goal]

const minimumHeap = 4 << 20 // GOGC=100 时的下限

// HeapGoal 是下一轮 GC 结束时的目标堆大小，算式见 gcControllerState.commit。
func HeapGoal(live, stacks, globals, gogc uint64) uint64 {
	goal := live + (live+stacks+globals)*gogc/100
	return max(goal, minimumHeap*gogc/100)
}

// --8<-- [end:goal]
