/* When a question is asked: FSRS (ts-fsrs) behind the few questions that the quiz has. No storage and no page here. */
"use strict";

(() => {
  const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
  const AHEAD = 20 * MINUTE; // what was forgotten a moment ago is asked before its time rather than not at all
  // One step: what the reader knew at once comes back in days, what not in ten minutes.
  const scheduler = FSRS.fsrs({ learning_steps: ["10m"], relearning_steps: ["10m"], enable_fuzz: false });

  const due = (review) => new Date(review.due);
  const isLearned = (review) => review.state === FSRS.State.Review;

  function midnight(now, days) {
    const day = new Date(now);
    day.setHours(0, 0, 0, 0);
    day.setDate(day.getDate() + days);
    return day;
  }

  /** Whole days are due on their day, minutes at their minute. */
  const isDue = (review, now) => due(review) <= now || (isLearned(review) && due(review) < midnight(now, 1));

  function rated(review, grade, now) {
    const { card } = scheduler.next(review ?? FSRS.createEmptyCard(now), now, grade);
    return {
      ...card, due: card.due.toISOString(), last_review: card.last_review.toISOString(), first: review?.first ?? now.toISOString(),
    };
  }

  zhiku.schedule = {
    /** FSRS's four grades, 1 to 4. */
    GRADES: ["忘了", "模糊", "记得", "很熟"],

    /** The review that a grade (1 to 4) makes of the one before, if there was one. */
    rated,

    isDue,

    /** Of these questions: how many there are, were seen, are learned, are due. */
    tally(questions, reviews, now) {
      const seen = questions.filter((q) => reviews[q.id]).map((q) => reviews[q.id]);
      return {
        total: questions.length,
        seen: seen.length,
        learned: seen.filter(isLearned).length,
        due: seen.filter((review) => isDue(review, now)).length,
      };
    },

    /** How many questions were met for the first time today. */
    newToday: (reviews, now) => Object.values(reviews).filter((r) => new Date(r.first) >= midnight(now, 0)).length,

    /** The question to ask now: what is due, then something new while there is room for it, then what was just forgotten. */
    next(questions, reviews, now, room) {
      const [first] = questions.filter((q) => reviews[q.id]).sort((a, b) => due(reviews[a.id]) - due(reviews[b.id]));
      const review = first && reviews[first.id];
      if (review && isDue(review, now)) return first;
      const fresh = room > 0 && questions.find((q) => !reviews[q.id]);
      if (fresh) return fresh;
      return review && !isLearned(review) && due(review) - now <= AHEAD ? first : null;
    },

    /** How long until a review is due, in words. */
    until(review, now) {
      const wait = Math.max(due(review) - now, MINUTE);
      if (wait < HOUR) return `${Math.round(wait / MINUTE)} 分钟`;
      if (wait < DAY) return `${Math.round(wait / HOUR)} 小时`;
      const days = Math.round(wait / DAY);
      if (days < 60) return `${days} 天`;
      return days < 730 ? `${Math.round(days / 30.4)} 个月` : `${Math.round(days / 365)} 年`;
    },
  };
})();
