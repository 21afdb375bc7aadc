import { signal } from '@preact/signals';

/** The time as `Date.now()`, updated every second while it is used. */
export const secondsSignal = signal(Date.now(), {
  watched() {
    secondsSignal.value = Date.now();
    timer = setInterval(() => {
      secondsSignal.value = Date.now();
    }, 1000);
  },
  unwatched() {
    clearInterval(timer);
  },
});

let timer: ReturnType<typeof setInterval> | undefined;
