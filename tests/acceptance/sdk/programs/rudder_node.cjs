// Makes the calls given as JSON in the first argument with RudderStack's SDK for Node, and waits until all is sent.
const RudderAnalytics = require('@rudderstack/rudder-sdk-node');

const { url, writeKey, calls, eventsPerRequest } = JSON.parse(process.argv[2]);
const analytics = new RudderAnalytics(writeKey, {
  dataPlaneUrl: url,
  flushAt: eventsPerRequest,
  flushInterval: 500,
  logLevel: 'error',
  retryCount: 10,
});

async function send() {
  for (const { type, ...fields } of calls) {
    analytics[type](fields);
    if (eventsPerRequest === 1) {
      await analytics.flush();
    }
  }
  await analytics.flush();
}

send().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
