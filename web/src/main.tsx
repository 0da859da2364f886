import { createRoot } from 'react-dom/client';
import { App } from './App';
import './ui/base.css';
import './ui/parts.css';
import './cluster/cluster.css';
import './ui/charts.css';
import './ui/data.css';
import './ui/dialog.css';
import './ui/log.css';
import './signin/signin.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(<App />);
