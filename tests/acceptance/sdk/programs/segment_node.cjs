// Makes the calls given as JSON in the first argument with Segment's SDK for Node, and waits until all is sent.
const { Analytics } = require('@segment/analytics-node');

const { url, writeKey, calls, eventsPerRequest } = JSON.parse(process.argv[2]);
const analytics = new Analytics({ writeKey, host: url, maxEventsInBatch: eventsPerRequest, flushInterval: 500 });
analytics.on('error', (error) => {
  console.error(error);
  process.exitCode = 1;
});

async function send() {
  for (const { type, ...fields } of calls) {
    analytics[type](fields);
    if (eventsPerRequest === 1) {
      await analytics.flush({ close: false }); // one after the other: of two at once, one's success ends the other's wait
    }
  }
  await analytics.closeAndFlush({ timeout: 60_000 });
}

send();
