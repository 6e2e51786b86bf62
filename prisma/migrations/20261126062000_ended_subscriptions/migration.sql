-- What a connection has subscribed to goes together with it: proven, given up, or closed after a withdrawal at Qonto. Nobody can
-- take it back any more, and its secret is not kept. Here, so that no way of ending a connection can forget it.
-- While it could be reconnected it stays for some days: Qonto repeats what it has to say.
CREATE FUNCTION connections_unsubscribe() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM webhook_subscriptions WHERE connection_id = NEW.id;
  RETURN NULL;
END $$;

CREATE TRIGGER connections_ended AFTER UPDATE ON connections FOR EACH ROW
  WHEN (NEW.status IN ('disconnecting', 'disconnected') AND coalesce(NEW.refresh_token_sealed, NEW.access_token_sealed) IS NULL)
  EXECUTE FUNCTION connections_unsubscribe();

DELETE FROM webhook_subscriptions USING connections
 WHERE connections.id = connection_id AND status IN ('disconnecting', 'disconnected')
   AND coalesce(refresh_token_sealed, access_token_sealed) IS NULL;
