/*
 * A model of move.go: one segment is left for another while its keys are stored,
 * deleted, added and read. Checked with spin by verify/model, which also checks
 * that the model fails when one of the BUG_ macros takes a step out.
 *
 *	spin -a move.pml && cc -O2 -o pan pan.c && ./pan
 *
 * The segments are OLD and NEW (a split in two differs only in that each key has
 * one of two for its NEW). There are two keys: A is there at the start, B is not.
 * An entry is a tag and a value; what the code does under a lock or to memory that
 * nobody else can see is one step here when no other step can tell the difference,
 * and every atomic operation on shared memory is a step of its own.
 *
 * Both segments are in rows, which some read without the directory: they see a group's
 * tags and whether it is open in one word. What goes through the segments sees tagged[],
 * who reads a row sees shown[] and open.
 *
 * now[k] is what a plain map would hold, written in the same step as the atomic
 * operation that takes effect. A reader collects the values that its key has
 * between call and return, and must return one of them: that is linearizability
 * of a read. A write asserts what it reports when it takes effect.
 */
#define OLD 0
#define NEW 1
#define A 0
#define B 1
#define SEALED 0	/* value of a deleted entry, or of one that has moved */
#define ABSENT 0	/* in now[]: the same number, so that decode is the identity */

typedef segment {
	bool tagged[2];	/* the key has a slot; never taken back */
	bool shown[2];	/* and the tag is in the row */
	bool open;	/* the row's group speaks for the segment */
	byte value[2];
	bool locked;
	bool dead;
	byte live
};

segment seg[2];
byte dir = OLD;		/* the directory's place for both keys */
bool next = false;	/* OLD's successor is known */

byte now[2];
byte had[2];	/* values that a key had while the reader looked, as a set */

inline lock(s) { d_step { !seg[s].locked -> seg[s].locked = true } }

/* effect is part of the step in which an operation takes effect. */
inline effect(k, v) { now[k] = v; had[k] = had[k] | (1 << v) }

/* begin leaves s the locked segment in charge. */
inline begin(s) {
	do
	:: s = dir;
	   lock(s);
	   if
	   :: seg[s].dead -> seg[s].locked = false
	   :: else -> break
	   fi
	od
}

/* put is write.swap with the lock held; it ends with key k present. */
inline put(s, k, v, old) {
	do
	:: !seg[s].tagged[k] ->
		seg[s].value[k] = v;
		d_step {	/* publish: the tag makes it visible */
			assert(now[k] == ABSENT);
			seg[s].tagged[k] = true;
			seg[s].shown[k] = true;
			seg[s].live++;
			effect(k, v)
		};
		break
	:: else ->
		old = seg[s].value[k];
		if
		:: old == SEALED ->
			d_step {
				assert(now[k] == ABSENT);
				seg[s].value[k] = v;
				seg[s].live++;
				effect(k, v)
			};
			break
		:: else ->
			d_step {
				if
				:: seg[s].value[k] == old ->
					assert(now[k] == old);
					seg[s].value[k] = v;
					effect(k, v);
					old = v
				:: else -> old = SEALED
				fi
			};
			if
			:: old == v -> break
			:: else
			fi
		fi
	od
}

/* find leaves s the segment in which the entry of k is seen, if seen: in a row or through
 * the directory. Every row can be somebody's, whatever the directory says now. */
inline find(s, k, seen) {
	if
	:: s = dir; seen = seg[s].tagged[k]
	:: s = OLD; seen = seg[s].shown[k]
	:: s = NEW; seen = seg[s].shown[k]
	fi
}

/* store is Map.Store: without the lock while the entry is live. */
inline store(s, k, v, old, done) {
	find(s, k, done);
	if
	:: done ->
		done = false;
		do
		:: old = seg[s].value[k];
		   if
		   :: old == SEALED -> break
		   :: else ->
			d_step {
				if
				:: seg[s].value[k] == old ->
					assert(now[k] == old);
					seg[s].value[k] = v;
					effect(k, v);
					done = true
				:: else
				fi
			};
			if
			:: done -> break
			:: else
			fi
		   fi
		od
	:: else
	fi;
	if
	:: !done ->
		begin(s);
		put(s, k, v, old);
		seg[s].locked = false
	:: else
	fi
}

/* remove is Map.Delete with the lock held. */
inline remove(s, k) {
	if
	:: seg[s].tagged[k] ->
		d_step {	/* one swap */
			if
			:: seg[s].value[k] != SEALED ->
				assert(now[k] == seg[s].value[k]);
				seg[s].live--
			:: else -> assert(now[k] == ABSENT)
			fi;
			seg[s].value[k] = SEALED;
			effect(k, ABSENT)
		}
	:: else -> assert(now[k] == ABSENT)
	fi
}

/* reveal is segment.open for the one word that there is. */
inline reveal(s) {
	d_step {
		seg[s].open = true;
		seg[s].shown[A] = seg[s].tagged[A];
		seg[s].shown[B] = seg[s].tagged[B]
	}
}

/* The mover adds B, and finds no room: it leaves OLD for NEW first. */
proctype mover() {
	byte s, c, k, old;
	bool wanted[2], sealed;
	begin(s);
	assert(s == OLD);
	seg[NEW].locked = true;
	/* 1: copy what is live */
	for (k : 0 .. 1) {
		if
		:: seg[OLD].tagged[k] ->
			c = seg[OLD].value[k];
#ifdef BUG_COPY_DELETED
			seg[NEW].tagged[k] = true; seg[NEW].live++; wanted[k] = true;
			seg[NEW].value[k] = c
#else
			if
			:: c != SEALED ->
				d_step {
					seg[NEW].tagged[k] = true;
					seg[NEW].live++;
					seg[NEW].value[k] = c;
					wanted[k] = true
				}
			:: else
			fi
#endif
		:: else
		fi
	};
#ifdef BUG_OPEN_EARLY
	reveal(NEW);
#endif
	/* 2: tell where to look */
#ifndef BUG_NEXT_LATE
	next = true;
#endif
	/* 3: seal, and follow stores that came in between */
	for (k : 0 .. 1) {
		sealed = !wanted[k];
		do
		:: sealed -> break
		:: else ->
			c = seg[OLD].value[k];
#ifndef BUG_NO_RECOPY
			seg[NEW].value[k] = c;
#endif
#ifdef BUG_BLIND_SEAL
			seg[OLD].value[k] = SEALED; sealed = true
#else
#ifdef BUG_NO_SEAL
			sealed = true
#else
			d_step {
				if
				:: seg[OLD].value[k] == c -> seg[OLD].value[k] = SEALED; sealed = true
				:: else
				fi
			}
#endif
#endif
		od
	};
#ifdef BUG_NEXT_LATE
	next = true;
#endif
	/* 4: the rows, 5: the directory, 6: turn away writers that wait */
#ifndef BUG_NOT_CLOSED
	seg[OLD].open = false;
#endif
	reveal(NEW);
	dir = NEW;
#ifndef BUG_NOT_DEAD
	seg[OLD].dead = true;
#endif
	seg[OLD].locked = false;
	put(NEW, B, 5, old);
	seg[NEW].locked = false
}

/* stores A without caring what is there */
proctype storer() {
	byte s, old;
	bool done;
	store(s, A, 2, old, done)
}

/* deletes A and brings it back */
proctype deleter() {
	byte s, old;
	begin(s);
	remove(s, A);
	seg[s].locked = false;
	begin(s);
	put(s, A, 4, old);
	seg[s].locked = false
}

/* adds B too, and deletes it again */
proctype adder() {
	byte s, old;
	bool done;
	store(s, B, 6, old, done);
	begin(s);
	remove(s, B);
	seg[s].locked = false
}

/* Map.Load of either key. One read is enough: now[] is one order of all effects. */
proctype reader() {
	byte s, v, k;
	bool shown, open;
	if
	:: k = A
	:: k = B
	fi;
	d_step { had[A] = 1 << now[A]; had[B] = 1 << now[B] };
	if
	:: skip
	:: s = OLD; goto row
	:: s = NEW; goto row
	fi;
	goto through;
row:	skip;
	d_step { shown = seg[s].shown[k]; open = seg[s].open };
	if
	:: shown ->
		v = seg[s].value[k];
		if
		:: v != SEALED -> goto found
		:: else
		fi
#ifdef BUG_CLOSED_BELIEVED
	:: else -> goto found
#else
	:: !shown && open -> goto found	/* absent: v is 0 */
	:: else
#endif
	fi;
through:
	s = dir;
	if
	:: seg[s].tagged[k] -> v = seg[s].value[k]
	:: else -> goto found
	fi;
#ifndef BUG_NO_FOLLOW
	if
	:: v == SEALED && s == OLD && next && seg[NEW].tagged[k] -> v = seg[NEW].value[k]
	:: else
	fi;
#endif
found:	assert(had[k] & (1 << v))
}

/* When all are done, the map is what a plain map would be. */
init {
	byte k, n;
	atomic {
		seg[OLD].tagged[A] = true;
		seg[OLD].shown[A] = true;
		seg[OLD].open = true;
		seg[OLD].value[A] = 1;
		seg[OLD].live = 1;
		now[A] = 1;
		run mover(); run storer(); run deleter(); run adder(); run reader()
	};
	_nr_pr == 1;
	for (k : 0 .. 1) {
		if
		:: seg[dir].tagged[k] && seg[dir].value[k] != SEALED -> n++; assert(seg[dir].value[k] == now[k])
		:: else -> assert(now[k] == ABSENT)
		fi
	};
	assert(seg[dir].live == n && !seg[dir].locked)
}
