/* One job of the queue between two workers and Redis, with everything that may go wrong in between: workers crash, are
   paused for longer than their lease, replies of claims and commits get lost, and Redis goes back in time. Spin walks
   through all orders of these steps (run: README.md beside this).

   Left out, since it adds states and no question: other jobs, retries, devices, texts. A commit is one step, as a script
   is in Redis. Whoever comes last asserts the invariants of docs/reliability.md on what is left.

   Mutants, by -D: NO_FENCE and NO_GUARD (a commit is not asked whose claim it belongs to; a recipient's outcome is
   counted however often it comes), NO_CHECK (a finished job is not asked for holes), NO_REAPER, IMPATIENT (a commit whose
   reply was lost is taken for one that never was, and what it told of is sent again). */

#define WORKERS 2
#define RECIPIENTS 2

#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef PAUSES
#define PAUSES 1
#endif
#ifndef LOSSES
#define LOSSES 1
#endif
#ifndef ROLLBACKS
#define ROLLBACKS 1
#endif

mtype = { ready, leased, finished };

/* What rests in Redis. */
typedef redis_state {
  mtype state = ready;
  byte owner;
  byte token;                /* number of the claim */
  bit ended[RECIPIENTS];     /* outcome bytes */
  byte events[RECIPIENTS];
  byte counter
};
redis_state redis, past;
bool has_past;

/* What the providers saw. No rollback takes it back. */
byte ledger[RECIPIENTS];

/* What each worker believes. */
bool works[WORKERS];
byte claim_of[WORKERS];

byte crashes, pauses, losses, rollbacks;

inline copy(to, from) {
  to.state = from.state;
  to.owner = from.owner;
  to.token = from.token;
  to.ended[0] = from.ended[0];
  to.ended[1] = from.ended[1];
  to.events[0] = from.events[0];
  to.events[1] = from.events[1];
  to.counter = from.counter
}

/* Any of commit.lua's answers. */
mtype = { ok, incomplete, stale };

inline record(who) {
  if
  :: !redis.ended[who] -> redis.ended[who] = 1; redis.events[who]++; redis.counter++
  :: else ->
#ifdef NO_GUARD
    redis.events[who]++; redis.counter++
#else
    skip
#endif
  fi
}

/* Records those of `mine` that `tells` says, and finishes the job when `is_last`. */
inline commit(is_last) {
  answer = ok;
  if
#ifndef NO_FENCE
  :: redis.owner != me || redis.token != claim_of[me] -> answer = stale
  :: else ->
    if
    :: redis.state != leased ->
      /* Ours, and not leased any more: the last commit again, when it changes nothing. */
      if
      :: is_last && redis.ended[0] && redis.ended[1] -> answer = ok
      :: else -> answer = stale
      fi
    :: else
    fi
#else
  :: true
#endif
  fi;
  if
  :: answer == ok ->
    if :: has[0] && !told[0] -> record(0) :: else fi;
    if :: has[1] && !told[1] -> record(1) :: else fi;
    if
#ifndef NO_CHECK
    :: is_last && !(redis.ended[0] && redis.ended[1]) -> answer = incomplete
#endif
    :: else -> if :: is_last -> redis.state = finished :: else fi
    fi
  :: else
  fi
}

inline forget() {
  works[me] = false;
  has[0] = 0; has[1] = 0; told[0] = 0; told[1] = 0; open[0] = 0; open[1] = 0;
  answer = ok
}

active [WORKERS] proctype worker() {
  byte me = _pid;
  bit open[RECIPIENTS];  /* without an outcome when it was claimed */
  bit has[RECIPIENTS];   /* the provider has answered */
  bit told[RECIPIENTS];  /* and that is committed */
  bool is_unaware;       /* a claim's reply was lost */
  mtype answer = ok;

idle:
end:
  atomic {
    redis.state == ready || (is_unaware && redis.state == leased && redis.owner == me);
    redis.state = leased;
    redis.owner = me;
    redis.token++;
    is_unaware = false;
    if
    :: losses < LOSSES -> losses++; is_unaware = true; goto idle
    :: true
    fi;
    works[me] = true;
    claim_of[me] = redis.token;
    open[0] = !redis.ended[0];
    open[1] = !redis.ended[1]
  }

busy:
  if
  :: atomic { crashes < CRASHES -> crashes++; is_unaware = false; forget(); goto idle }
  :: atomic { open[0] && !has[0] -> ledger[0]++; has[0] = 1; goto busy }
  :: atomic { open[1] && !has[1] -> ledger[1]++; has[1] = 1; goto busy }
  :: atomic {
      /* Some outcomes, with more to come. */
      (has[0] && !told[0] && open[1] && !has[1]) || (has[1] && !told[1] && open[0] && !has[0]);
      commit(false);
      goto heard
    }
  :: atomic {
      (!open[0] || has[0]) && (!open[1] || has[1]);
      commit(true);
      if
      :: answer == ok -> answer = finished
      :: else
      fi;
      goto heard
    }
  fi;

heard:
  atomic {
    if
    :: losses < LOSSES ->
      losses++;
#ifdef IMPATIENT
      has[0] = told[0]; has[1] = told[1];
#endif
      goto busy
    :: true
    fi;
    if
    :: answer == stale || answer == finished -> forget(); goto idle
    :: answer == incomplete ->
      told[0] = 0; told[1] = 0;
      goto busy
    :: answer == ok -> told[0] = has[0]; told[1] = has[1]; goto busy
    fi
  }
}

/* Leases that nobody renews run out. */
#ifndef NO_REAPER
active proctype reaper() {
end:
  do
  :: atomic {
      redis.state == leased && !(works[redis.owner] && claim_of[redis.owner] == redis.token) -> redis.state = ready
    }
  od
}
#endif

active proctype environment() {
  do
  :: atomic { redis.state == leased && pauses < PAUSES -> pauses++; redis.state = ready }
  :: atomic { !has_past && rollbacks < ROLLBACKS -> has_past = true; copy(past, redis) }
  :: atomic { has_past -> has_past = false; rollbacks++; copy(redis, past) }
  :: break
  od
}

/* When nobody can do anything any more. */
active proctype auditor() {
  timeout;
  assert(redis.state == finished);                            /* I4, I9: nothing is left to do */
  assert(redis.events[0] == 1 && redis.events[1] == 1);       /* I1, I3: one ending each */
  assert(redis.ended[0] && redis.ended[1]);                   /* I2: the three books are one */
  assert(redis.counter == 2);
  assert(ledger[0] >= 1 && ledger[1] >= 1);                   /* I1: told of what was sent */
  /* I6: who was sent to twice has a crash, a pause or a rollback to show for it, never a lost reply. */
  assert(ledger[0] + ledger[1] <= 2 + 2 * (crashes + pauses + rollbacks))
}
