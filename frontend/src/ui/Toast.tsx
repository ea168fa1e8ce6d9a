// What just happened, told once, quietly, to those who see and those who listen.
import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from "react";
import { Icon } from "./Icon";

interface Message {
  id: number;
  text: string;
  failed: boolean;
}

type Tell = (text: string, options?: { failed?: boolean }) => void;

const Telling = createContext<Tell>(() => undefined);

const LIFE = 6000; // milliseconds; a failure stays until it is closed

export function Toasts({ children }: { children: ReactNode }) {
  const [messages, setMessages] = useState<Message[]>([]);
  const last = useRef(0);

  const close = useCallback((id: number) => setMessages((all) => all.filter((m) => m.id !== id)), []);
  const tell = useCallback<Tell>(
    (text, options) => {
      const id = ++last.current;
      const failed = options?.failed ?? false;
      setMessages((all) => [...all.slice(-2), { id, text, failed }]);
      if (!failed) setTimeout(() => close(id), LIFE);
    },
    [close],
  );

  return (
    <Telling.Provider value={useMemo(() => tell, [tell])}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {messages.map((message) => (
          <div key={message.id} className="toast">
            <Icon name={message.failed ? "danger" : "success"} />
            <p>{message.text}</p>
            <button type="button" onClick={() => close(message.id)} aria-label="Fermer ce message">
              <Icon name="close" />
            </button>
          </div>
        ))}
      </div>
    </Telling.Provider>
  );
}

export function useToast(): Tell {
  return useContext(Telling);
}
