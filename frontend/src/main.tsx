import { createRoot } from "react-dom/client";
import "./ui";
import { App, newClient } from "./app/App";

createRoot(document.getElementById("root")!).render(<App client={newClient()} />);
